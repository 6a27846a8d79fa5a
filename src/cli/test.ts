import { formatDuration } from "../core/format-duration.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { type TestedNotebook, type TestOutcome, testNotebooks } from "../runner/test/test-notebooks.js";
import { collect } from "./collect.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { githubAnnotation } from "./github-annotation.js";
import { type JunitCase, type JunitSuite, writeReport } from "./junit-xml.js";
import { parsePairs } from "./parse-pairs.js";
import { parsePositive } from "./parse-positive.js";

interface TestFlags {
  readonly parameter: readonly string[];
  readonly outputs?: true | undefined;
  readonly tolerance?: string | undefined;
  readonly strict?: true | undefined;
  readonly kernel?: string | undefined;
  readonly timeout?: string | undefined;
  readonly jobs?: string | undefined;
  readonly junit?: string | undefined;
  readonly github?: boolean | undefined;
}

/** `cuaderno test`: runs notebooks with their test cells, and compares outputs with stored ones. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[notebooks...]", "notebooks, folders or globs (default: this folder)")
    .option("-p, --parameter <name=value>", "set a declared parameter (may be repeated)", collect, [])
    .option("--outputs", "compare outputs with those in the notebook, or in the executed copy next to it")
    .option("--tolerance <number>", "relative tolerance of numbers in outputs (default: 1e-9)")
    .option("--strict", "with --outputs: compare dates with a time, durations, ids, hashes and pictures, too")
    .option("--kernel <name>", "run in this kernel instead of the one of the notebook")
    .option("--timeout <seconds>", "limit of each notebook")
    .option("-j, --jobs <count>", "number of notebooks that run at the same time (default: 1)")
    .option("--junit <file>", "write the results as JUnit XML")
    .option("--github", "print failures as annotations of GitHub Actions (default: where GITHUB_ACTIONS is set)")
    .addHelpText(
      "after",
      "\nA cell tagged test passes when it throws nothing; its first comment is its name. The values of a cell tagged test-parameters make a large notebook small.\nNot compared without --strict: dates with a time, durations, ids, hashes, temporary paths, pictures.\nExit codes: 0 all passed, 1 something failed, 130 interrupted.",
    )
    .addHelpText(
      "after",
      examples(
        "cuaderno test",
        "cuaderno test 'notebooks/**/*.ipynb' -j 2",
        "cuaderno test a.ipynb --outputs --tolerance 1e-6",
        "cuaderno test --junit tests.xml --github",
      ),
    )
    .action((args: readonly string[], flags: TestFlags) => test(args, flags, context));
};

async function test(args: readonly string[], flags: TestFlags, context: CommandContext): Promise<void> {
  const tolerance = parsePositive("test: --tolerance", flags.tolerance);
  const timeout = parsePositive("test: --timeout", flags.timeout);
  const concurrency = parsePositive("test: --jobs", flags.jobs, { integer: true }) ?? 1;
  const parameters = parsePairs("test", flags.parameter);
  const paths = await notebookPaths(args.length === 0 ? ["."] : args, context.cwd, "test");
  // A path that cannot be written is refused before the first test.
  if (flags.junit !== undefined) await writeReport(flags.junit, "test", []);
  const started = performance.now();
  const tested = await testNotebooks(paths, {
    parameters,
    outputs: flags.outputs === true,
    strict: flags.strict === true,
    concurrency,
    signal: context.signal,
    tolerance,
    timeoutMs: timeout === undefined ? undefined : timeout * 1_000,
    kernel: flags.kernel,
    onNotebook: (one) => {
      if (!context.json) for (const line of notebookLines(one, context.color)) context.print(line);
    },
  });
  if (!context.json) for (const line of summary(tested, performance.now() - started)) context.print(line);
  if (flags.github ?? Boolean(context.environment.GITHUB_ACTIONS)) {
    // GitHub reads annotations from either stream; standard output is for results.
    for (const line of tested.flatMap(annotations)) process.stderr.write(`${line}\n`);
  }
  if (flags.junit !== undefined) await writeReport(flags.junit, "test", tested.map(toSuite));
  const failed = tested.filter(({ passed }) => !passed).length;
  context.result({ passed: failed === 0, notebooks: tested });
  if (failed > 0) process.exitCode = context.signal.aborted ? 130 : 1;
}

/** As in vitest: one line for a notebook that passed, else every test. */
function notebookLines({ notebook, passed, durationMs, tests }: TestedNotebook, color: boolean): readonly string[] {
  const paint = (text: string, code: number): string => (color ? `\x1b[${code}m${text}\x1b[39m` : text);
  const failed = tests.filter(({ status }) => status !== "passed").length;
  const counts = `${tests.length} ${tests.length === 1 ? "test" : "tests"}${failed > 0 ? ` | ${failed} failed` : ""}`;
  const head = ` ${passed ? paint("✓", 32) : paint("❯", 31)} ${notebook} (${counts}) ${formatDuration(durationMs)}`;
  if (passed) return [head];
  const lines = tests.flatMap(({ name, status, location, messages }) => {
    const sign = { passed: paint("✓", 32), failed: paint("×", 31), "not run": "↓" }[status];
    const why = messages.map(
      (message, index) => `       ${index === 0 ? `${location}: ` : ""}${withoutLocation(message, location)}`,
    );
    return [`   ${sign} ${name}${status === "not run" ? " (not run)" : ""}`, ...why];
  });
  return [head, ...lines];
}

function withoutLocation(message: string, location: string): string {
  return message.startsWith(`${location}: `) ? message.slice(location.length + 2) : message;
}

function toSuite({ notebook, durationMs, tests }: TestedNotebook): JunitSuite {
  const cases = tests.map(({ name, status, location, durationMs: took, messages }): JunitCase => {
    if (status === "passed") return { name, durationMs: took, status };
    if (status === "not run") return { name, durationMs: took, status: "skipped" };
    const message = withoutLocation(messages[0] ?? "", location);
    return {
      name,
      durationMs: took,
      status: "failure",
      message: `${location}: ${message}`,
      details: messages.join("\n"),
    };
  });
  return { name: notebook, durationMs, cases };
}

function annotations({ notebook, tests }: TestedNotebook): readonly string[] {
  return tests.flatMap(({ name, status, location, messages }) => {
    if (status !== "failed") return [];
    const message = [name, ...messages.map((text) => withoutLocation(text, location))].join("\n");
    return [githubAnnotation({ file: notebook, title: location, message })];
  });
}

function summary(tested: readonly TestedNotebook[], durationMs: number): readonly string[] {
  const all = tested.flatMap(({ tests }) => tests);
  const count = (items: readonly boolean[]): string => {
    const failed = items.filter((passed) => !passed).length;
    const parts = [
      failed > 0 ? `${failed} failed` : "",
      items.length > failed ? `${items.length - failed} passed` : "",
    ];
    return `${parts.filter((part) => part !== "").join(" | ")} (${items.length})`;
  };
  const isPassed = ({ status }: TestOutcome): boolean => status === "passed";
  return [
    "",
    ` Notebooks  ${count(tested.map(({ passed }) => passed))}`,
    `     Tests  ${count(all.map(isPassed))}`,
    `  Duration  ${formatDuration(durationMs)}`,
  ];
}
