#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { CuadernoError } from "../core/errors.js";
import { awsEnvironment } from "../host/aws-environment.js";
import type { CommandContext } from "./command.js";
import { commands } from "./commands.js";
import { exitCode } from "./exit-code.js";

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  awsEnvironment();
  const interrupt = new AbortController();
  let stoppedAt = 0;
  const onSignal = (): void => {
    // npx hands on a Ctrl-C that the terminal has sent to both: two at once are one.
    if (interrupt.signal.aborted && performance.now() - stoppedAt > 500) process.exit(130);
    if (!interrupt.signal.aborted) stoppedAt = performance.now();
    interrupt.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.stdout.on("error", ignoreClosedPipe);

  if (words.length === 1 && words[0] === "--version") {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const flags = {
    json: words.includes("--json"),
    quiet: words.includes("--quiet"),
    debug: words.includes("--debug"),
  };
  const context = makeContext(flags, interrupt.signal);
  try {
    const program = await makeProgram(words, context);
    await program.parseAsync([...words], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    if (isCommanderError(thrown)) return thrown.exitCode === 0 ? 0 : 2;
    report(thrown, flags);
    return interrupt.signal.aborted ? 130 : exitCode(thrown);
  }
}

async function makeProgram(words: readonly string[], context: CommandContext): Promise<Command> {
  const { Command } = await import("commander");
  const program = new Command("cuaderno")
    .description("Notebook-first analytics in TypeScript")
    .version(packageVersion(), "--version")
    .option("--json", "end with one line of JSON on standard output")
    .option("--quiet", "no progress, only results and errors")
    .option("--debug", "show the stack of an error")
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("--help shows what there is");
  const called = words.find((word) => !word.startsWith("-"));
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.summary).exitOverride();
    if (entry.name !== called && !(called === "help" && words.includes(entry.name))) continue;
    await loadDotEnv();
    (await entry.load()).define(command, context);
    shareGlobalOptions(command);
  }
  program.addHelpText(
    "after",
    "\nExamples:\n  $ cuaderno project run traffic\n  $ cuaderno run notebooks/traffic/01-explore.ipynb\n  $ cuaderno runs list\n\nExit codes: 0 ok, 1 notebook or gate failed, 2 usage, 3 check failed, 4 environment, 5 time-out, 130 interrupted",
  );
  return program;
}

/** Commander has already told the user; only its exit code is left to pass on. */
function isCommanderError(thrown: unknown): thrown is { readonly exitCode: number } {
  return (
    thrown instanceof Error && "exitCode" in thrown && "code" in thrown && String(thrown.code).startsWith("commander.")
  );
}

/** --json, --quiet and --debug may stand anywhere in the line. */
function shareGlobalOptions(command: Command): void {
  command.exitOverride();
  command.option("--json", "end with one line of JSON on standard output");
  command.option("--quiet", "no progress, only results and errors");
  command.option("--debug", "show the stack of an error");
  for (const child of command.commands) shareGlobalOptions(child);
}

function makeContext(flags: { readonly json: boolean; readonly quiet: boolean }, signal: AbortSignal): CommandContext {
  const terminal = process.stderr.isTTY === true;
  let lineIsOpen = false;
  const closeLine = (): void => {
    if (lineIsOpen) process.stderr.write("\n");
    lineIsOpen = false;
  };
  return {
    environment: process.env,
    cwd: process.cwd(),
    signal,
    json: flags.json,
    quiet: flags.quiet,
    color: process.stdout.isTTY === true && !process.env.NO_COLOR,
    print: (line) => {
      closeLine();
      process.stdout.write(`${line}\n`);
    },
    note: (line) => {
      if (flags.quiet) return;
      closeLine();
      process.stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (flags.quiet) return;
      process.stderr.write(terminal ? `\r\x1b[2K${line}` : `${line}\n`);
      lineIsOpen = terminal;
    },
    result: (value) => {
      closeLine();
      if (flags.json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}

function report(thrown: unknown, flags: { readonly json: boolean; readonly debug: boolean }): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const kind = thrown instanceof CuadernoError ? thrown.kind : "failed";
  process.stderr.write(`cuaderno: ${message}\n`);
  if (flags.debug && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
  if (flags.json) process.stdout.write(`${JSON.stringify({ error: { kind, message } })}\n`);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Settings of the folder one works in come from its `.env`, which never overrides what the shell has set. */
async function loadDotEnv(): Promise<void> {
  if (!existsSync(".env")) return;
  const { config } = await import("dotenv");
  config({ quiet: true });
}
