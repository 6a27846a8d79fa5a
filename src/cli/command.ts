import type { Command } from "commander";
import type { KernelProcess } from "../notebook/kernel/kernel-process.js";

/** What a command uses of its environment; created once by `main`. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Results, on standard output. */
  print(line: string): void;
  /** Progress and remarks, on standard error; silent with --quiet. */
  note(line: string): void;
  /** An error that does not end the command, on standard error. */
  error(message: string): void;
  /** A progress line that replaces itself on a terminal and is an ordinary line elsewhere; silent with --quiet. */
  progress(line: string): void;
  /** The one machine-readable result: with --json one line of JSON, the last on standard output; else nothing. */
  result(value: unknown): void;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether standard error is a terminal. */
  readonly isTerminal: boolean;
  /** Whether to use colours: on a terminal without NO_COLOR. */
  readonly color: boolean;
  /** A kernel for `run` that was started before the command was read. */
  readonly earlyKernel?: Promise<KernelProcess | undefined> | undefined;
}

/**
 * A command: `define` adds arguments, options, examples and the action to its commander command. Each is in its file,
 * which is loaded only when the command is called.
 */
export interface CommandModule {
  define(command: Command, context: CommandContext): void;
}

/** The examples block of a command's `--help`. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
