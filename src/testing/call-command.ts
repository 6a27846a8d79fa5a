import { Command } from "commander";
import type { CommandContext, CommandModule } from "../cli/command.js";

/** What a command wrote to standard output and to standard error, line by line, and its machine-readable result. */
export interface CommandResult {
  readonly printed: string[];
  readonly noted: string[];
  readonly result: unknown;
}

/** Runs a command of `cuaderno` in this process; refusals are thrown. */
export async function callCommand(
  define: CommandModule["define"],
  words: readonly string[],
  options: Partial<CommandContext> = {},
): Promise<CommandResult> {
  const [printed, noted]: [string[], string[]] = [[], []];
  let result: unknown;
  const command = new Command();
  define(command, {
    environment: {},
    cwd: "/",
    signal: new AbortController().signal,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    error: (message) => void noted.push(message),
    progress: () => undefined,
    result: (value) => {
      result = value;
    },
    json: false,
    quiet: false,
    color: false,
    isTerminal: false,
    ...options,
  });
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync([...words], { from: "user" });
  return { printed, noted, result };
}
