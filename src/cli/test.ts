import { ArgumentError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { Json } from "../core/json.js";
import { notebookPaths } from "../runner/run/notebook-paths.js";
import { type TestedNotebook, type TestOutcome, testNotebooks } from "../runner/test/test-notebooks.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { githubAnnotation } from "./github-annotation.js";
import { type JunitCase, type JunitSuite, writeReport } from "./junit-xml.js";

interface TestFlags {
  readonly parameter: readonly string[];
  readonly outputs?: true;
  readonly tolerance?: string;
  readonly strict?: true;
  readonly kernel?: string;
  readonly timeout?: string;
  readonly jobs?: string;
  readonly junit?: string;
  readonly github?: boolean;
}

/** `cuaderno test`: runs notebooks with their test cells, and compares outputs with stored ones. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[notebooks...]", "notebooks, folders or globs (default: this folder)")
    .option("-p, --parameter <name=value>", "a value for a parameter (may be repeated)", collect, [])
    .option("--outputs", "compare fresh outputs with those in the notebook, or in its executed copy beside it")
    .option("--tolerance <share>", "how far numbers of outputs may be off (default: 1e-9)")
    .option("--strict", "with --outputs: compare dates with a time, durations, ids, hashes and pictures, too")
    .option("--kernel <name>", "a kernel other than the notebook's own")
    .option("--timeout <seconds>", "limit of each notebook")
    .option("-j, --jobs <count>", "notebooks that run at a time (default: 1)")
    .option("--junit <file>", "write how the tests went as JUnit XML")
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
    .action((words: readonly string[], flags: TestFlags) => test(words, flags, context));
};

async function test(words: readonly string[], flags: TestFlags, context: CommandContext): Promise<void> {
  const tolerance = flags.tolerance === undefined ? undefined : positive("--tolerance", flags.tolerance);
  const timeout = flags.timeout === undefined ? undefined : positive("--timeout", flags.timeout);
  const jobs = flags.jobs === undefined ? 1 : positive("--jobs", flags.jobs);
  const parameters = Object.fromEntries(flags.parameter.map(pair));
  const paths = notebookPaths(words.length === 0 ? ["."] : words, context.cwd);
  // A place that cannot be written is refused before the first test.
  if (flags.junit !== undefined) await writeReport(flags.junit, "test", []);
  const started = performance.now();
  const tested = await testNotebooks(paths, {
    parameters,
    outputs: flags.outputs === true,
    strict: flags.strict === true,
    concurrency: jobs,
    signal: context.signal,
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1_000 }),
    ...(flags.kernel === undefined ? {} : { kernel: flags.kernel }),
    onNotebook: (one) => {
      if (!context.json) for (const line of notebookLines(one, context.color)) context.print(line);
    },
  });
  if (!context.json) for (const line of summary(tested, performance.now() - started)) context.print(line);
  if (flags.github ?? Boolean(context.environment.GITHUB_ACTIONS)) {
    // Runners read annotations from either stream; results keep standard output.
    for (const line of tested.flatMap(annotations)) process.stderr.write(`${line}\n`);
  }
  if (flags.junit !== undefined) await writeReport(flags.junit, "test", tested.map(suiteOf));
  const failed = tested.filter(({ passed }) => !passed).length;
  context.result({ passed: failed === 0, notebooks: tested });
  if (failed > 0) process.exitCode = context.signal.aborted ? 130 : 1;
}

/** As vitest tells of a file: one line when all is well, every test when not. */
function notebookLines({ notebook, passed, durationMs, tests }: TestedNotebook, color: boolean): readonly string[] {
  const paint = (text: string, code: number): string => (color ? `\x1b[${code}m${text}\x1b[39m` : text);
  const failed = tests.filter(({ status }) => status !== "passed").length;
  const counts = `${tests.length} ${tests.length === 1 ? "test" : "tests"}${failed > 0 ? ` | ${failed} failed` : ""}`;
  const head = ` ${passed ? paint("✓", 32) : paint("❯", 31)} ${notebook} (${counts}) ${formatDuration(durationMs)}`;
  if (passed) return [head];
  const lines = tests.flatMap(({ name, status, location, messages }) => {
    const sign = { passed: paint("✓", 32), failed: paint("×", 31), "not run": "↓" }[status];
    const why = messages.map(
      (message, index) => `       ${index === 0 ? `${location}: ` : ""}${withoutPlace(message, location)}`,
    );
    return [`   ${sign} ${name}${status === "not run" ? " (not run)" : ""}`, ...why];
  });
  return [head, ...lines];
}

function withoutPlace(message: string, place: string): string {
  return message.startsWith(`${place}: `) ? message.slice(place.length + 2) : message;
}

function suiteOf({ notebook, durationMs, tests }: TestedNotebook): JunitSuite {
  const cases = tests.map(({ name, status, location, durationMs: took, messages }): JunitCase => {
    if (status === "passed") return { name, durationMs: took, status };
    if (status === "not run") return { name, durationMs: took, status: "skipped" };
    const message = withoutPlace(messages[0] ?? "", location);
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
    const message = [name, ...messages.map((text) => withoutPlace(text, location))].join("\n");
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

function pair(text: string): readonly [string, Json] {
  const at = text.indexOf("=");
  if (at <= 0) throw new ArgumentError(`test: -p takes name=value, got "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new ArgumentError(`test: ${flag} takes a positive number, got "${text}"`);
  return value;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
