import type { Command } from "commander";

/** What a command may use of the world; made once by `main`. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Ends when the user presses Ctrl-C or the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Results, on standard output. */
  print(line: string): void;
  /** Progress and remarks, on standard error; silent with --quiet. */
  note(line: string): void;
  /** A progress line that replaces itself on a terminal and is an ordinary line elsewhere; silent with --quiet. */
  progress(line: string): void;
  /** The one machine-readable result: with --json one line of JSON, the last on standard output; else nothing. */
  result(value: unknown): void;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether colours may be used: a terminal, and no NO_COLOR. */
  readonly color: boolean;
}

/**
 * A file per command: `define` adds arguments, options, examples and the action to the commander command that bears its name.
 * It is loaded only when that command is called.
 */
export interface CommandModule {
  define(command: Command, context: CommandContext): void;
}

/** The examples block of a command's `--help`. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
