#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { CuadernoError } from "../core/errors.js";
import { awsEnvironment } from "../host/aws-environment.js";
import { endWithParent, parentVariable } from "../host/end-with-parent.js";
import { startEarlyKernel, startsKernel } from "../notebook/kernel/early-kernel.js";
import type { CommandContext } from "./command.js";
import { commands } from "./commands.js";
import { exitCode } from "./exit-code.js";
import { makeContext } from "./make-context.js";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  awsEnvironment();
  if (process.env[parentVariable] === "stdin") endWithParent();
  const interrupt = new AbortController();
  let stoppedAt = 0;
  const onSignal = (): void => {
    // npx forwards a Ctrl-C that the terminal has sent to both processes: two at once count as one.
    if (interrupt.signal.aborted && performance.now() - stoppedAt > 500) process.exit(130);
    if (!interrupt.signal.aborted) stoppedAt = performance.now();
    interrupt.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.stdout.on("error", ignoreClosedPipe);

  if (args.length === 1 && args[0] === "--version") {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const flags = {
    json: args.includes("--json"),
    quiet: args.includes("--quiet"),
    debug: args.includes("--debug"),
  };
  const earlyKernel = startsKernel(args) ? startEarlyKernel(args, process.cwd(), process.env) : undefined;
  const settings = makeContext({
    environment: process.env,
    cwd: process.cwd(),
    signal: interrupt.signal,
    json: flags.json,
    quiet: flags.quiet,
    stdout: process.stdout,
    stderr: process.stderr,
  });
  const context = { ...settings, earlyKernel };
  let command = "";
  try {
    const program = await makeProgram(args, context);
    program.hook("preAction", (_program, action) => {
      command = commandPath(action);
    });
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    if (isCommanderError(thrown)) {
      if (thrown.exitCode === 0) return 0;
      context.result({ error: { kind: "argument", message: usageMessage(thrown) } });
      return 2;
    }
    report(thrown, command, flags, context);
    return interrupt.signal.aborted ? 130 : exitCode(thrown);
  } finally {
    (await earlyKernel)?.signal("SIGKILL");
  }
}

async function makeProgram(args: readonly string[], context: CommandContext): Promise<Command> {
  const { Command } = await import("commander");
  const { setUpHelp } = await import("./set-up-help.js");
  const program = setUpHelp(new Command("cuaderno"))
    .description("Notebook-first analytics in TypeScript")
    .version(packageVersion(), "--version")
    .option("--json", "end with one line of JSON on standard output")
    .option("--quiet", "no progress, only results and errors")
    .option("--debug", "show the stack of an error")
    .showSuggestionAfterError()
    .showHelpAfterError("use --help for usage");
  const called = args.find((word) => !word.startsWith("-"));
  for (const entry of commands) {
    const command = setUpHelp(program.command(entry.name).description(entry.summary));
    if (entry.name !== called && !(called === "help" && args.includes(entry.name))) continue;
    await loadDotEnv();
    (await entry.load()).define(command, context);
    shareGlobalOptions(command, setUpHelp);
  }
  program.addHelpText(
    "after",
    "\nExamples:\n  $ cuaderno run notebooks/traffic\n  $ cuaderno run notebooks/traffic/01-explore.ipynb\n  $ cuaderno runs list\n\nExit codes: 0 ok, 1 notebook or gate failed, 2 usage, 3 check failed, 4 environment, 5 time-out, 130 interrupted",
  );
  return program;
}

/** Commander has already printed the message; only its exit code is left. */
function isCommanderError(thrown: unknown): thrown is Error & { readonly exitCode: number; readonly code: string } {
  return (
    thrown instanceof Error && "exitCode" in thrown && "code" in thrown && String(thrown.code).startsWith("commander.")
  );
}

function usageMessage({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === "commander.help") return 'expected a command; "cuaderno --help" lists them';
  return message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ");
}

/** --json, --quiet and --debug are accepted anywhere in the line. */
function shareGlobalOptions(command: Command, setUpHelp: (command: Command) => Command): void {
  setUpHelp(command);
  command.option("--json", "end with one line of JSON on standard output");
  command.option("--quiet", "no progress, only results and errors");
  command.option("--debug", "show the stack of an error");
  for (const child of command.commands) shareGlobalOptions(child, setUpHelp);
}

/** The words of a command, as in `runs show`. */
function commandPath(command: Command): string {
  const { parent } = command;
  return parent === null ? "" : `${commandPath(parent)} ${command.name()}`.trim();
}

/** A message with the command that the user called instead of the library function that refused. */
function nameCommand(message: string, command: string): string {
  return command === "" ? message : message.replace(/^[a-z][A-Za-z0-9]*(?: [a-z]+)?: /, `${command}: `);
}

function report(
  thrown: unknown,
  command: string,
  { debug }: { readonly debug: boolean },
  context: CommandContext,
): void {
  const message = nameCommand(thrown instanceof Error ? thrown.message : String(thrown), command);
  const kind = thrown instanceof CuadernoError ? thrown.kind : "failed";
  context.error(message);
  if (debug && thrown instanceof Error)
    process.stderr.write(`${thrown.stack}
`);
  context.result({ error: { kind, message } });
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Reads settings from the `.env` of the working folder; variables of the shell have priority. */
async function loadDotEnv(): Promise<void> {
  if (!existsSync(".env")) return;
  const { config } = await import("dotenv");
  config({ quiet: true });
}
