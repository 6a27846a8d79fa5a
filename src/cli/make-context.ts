import { fitToTerminal } from "../report/tables/terminal-width.js";
import type { CommandContext } from "./command.js";

/** The part of a standard stream that a command uses. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Settings of `makeContext`. */
export interface ContextSettings {
  readonly environment: CommandContext["environment"];
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/**
 * The context of a command. On a terminal a progress line is one row, which the next line replaces, so that no line
 * appears two times; elsewhere it is an ordinary line.
 */
export function makeContext({ stdout, stderr, ...settings }: ContextSettings): CommandContext {
  const { environment, json, quiet } = settings;
  const isTerminal = stderr.isTTY === true;
  let hasProgress = false;
  const clearProgress = (): void => {
    if (hasProgress) stderr.write("\r\x1b[2K");
    hasProgress = false;
  };
  return {
    ...settings,
    color: stdout.isTTY === true && !environment.NO_COLOR,
    isTerminal,
    print: (line) => {
      clearProgress();
      stdout.write(`${line}\n`);
    },
    note: (line) => {
      if (quiet) return;
      clearProgress();
      stderr.write(`${line}\n`);
    },
    error: (message) => {
      clearProgress();
      stderr.write(`cuaderno: ${message}\n`);
    },
    progress: (line) => {
      if (quiet) return;
      if (!isTerminal) stderr.write(`${line}\n`);
      else stderr.write(`\r\x1b[2K${fitToTerminal(line, Math.max(20, (stderr.columns ?? 80) - 1))}`);
      hasProgress = isTerminal;
    },
    result: (value) => {
      clearProgress();
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}
