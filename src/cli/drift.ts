import { resolve } from "node:path";
import type { Command } from "commander";
import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, CuadernoError, EnvironmentError } from "../core/errors.js";
import { calibrateDrift } from "../drift/calibrate-drift.js";
import { type DatasetDrift, datasetDrift } from "../drift/dataset-drift.js";
import { type DriftGate, driftGate } from "../drift/drift-gate.js";
import { type DriftOverTime, driftOverTime } from "../drift/drift-over-time.js";
import { driftVerdict } from "../drift/drift-verdict.js";
import { parseProfile, profile, type TableProfile } from "../drift/profile.js";
import { renderDriftReport } from "../drift/render-drift-report.js";
import type { WindowUnit } from "../drift/time-windows.js";
import { writeFileAtomically } from "../files/write-file-atomically.js";
import { readAnyTable } from "../io/datasets/read-any-table.js";
import { openStore } from "../io/stores/open-store.js";
import { columnsFor } from "../table/to-columns.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { type DriftConfig, formatDriftConfig, readDriftConfig, windowUnits } from "./drift-config.js";
import { driftMarkdown, gateLines } from "./drift-text.js";
import { writeReport } from "./junit-xml.js";
import { parsePositive } from "./parse-positive.js";

interface DriftFlags {
  readonly reference?: string | undefined;
  readonly current?: string | undefined;
  readonly by?: string | undefined;
  readonly time?: string | undefined;
  readonly columns?: string | undefined;
  readonly season?: boolean | undefined;
  readonly failOn?: string | undefined;
  readonly config?: string | undefined;
  readonly output?: string | undefined;
  readonly markdown?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly minRows?: string | undefined;
}

/** `cuaderno drift`: compares two tables; a gate with --fail-on. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .option("--reference <uri>", "the rows to compare with: file, glob, folder/, s3:// or dataset@version")
    .option("--current <uri>", "the rows to watch, likewise")
    .option("--by <unit>", `also window by window: ${windowUnits.join(", ")}`)
    .option("--time <column>", "the time column (default: the only one)")
    .option("--season", "compare each window with the same days of the year of the reference")
    .option("--columns <names>", "comma-separated columns (default: all)")
    .option("--min-rows <count>", "with fewer values the verdict is too few rows", "30")
    .option("--config <file>", "limits and accepted drift, as written by drift calibrate")
    .option("--fail-on <level>", "warn or fail: exit 1 from this level on (default: report only)")
    .option("-o, --output <file>", "write the report as one HTML page")
    .option("--markdown", "print Markdown, such as for a pull request")
    .option("--junit <file>", "write a JUnit report with a case per column")
    .action((flags: DriftFlags) => guarded(() => compare(flags, context)));
  command
    .command("calibrate")
    .argument("<reference>", "file, glob, folder/, s3:// or dataset@version")
    .description("learn the limits of each column from how far periods of a table differ")
    .option("--by <unit>", windowUnits.join(", "), "month")
    .option("--time <column>", "the time column (default: the only one)")
    .option("--season", "compare a period with the same period of other years")
    .option("-o, --output <file>", "write to this file instead of printing")
    .action((reference: string, _flags: DriftFlags, own: Command) =>
      guarded(() => calibrate(reference, own.optsWithGlobals<DriftFlags>(), context)),
    );
  command
    .command("profile")
    .argument("<table>", "file, glob, folder/, s3:// or dataset@version")
    .description("write quantiles, label counts and missing values of a table, to compare with instead of its rows")
    .option("-o, --output <file>", "write to this file instead of printing")
    .action((table: string, _flags: DriftFlags, own: Command) =>
      guarded(() => writeProfile(table, own.optsWithGlobals<DriftFlags>(), context)),
    );
  command.addHelpText(
    "after",
    `\nExit codes: 0 no drift, or report only; 1 the gate failed; 2 usage; 3 the data has not the form of the reference;\n4 anything else went wrong. Never 1 for a crash.${examples(
      "cuaderno drift --reference data/2017.csv --current data/2018.csv -o reports/drift.html",
      "cuaderno drift calibrate data/2017.csv --by month -o drift.yaml",
      "cuaderno drift profile data/2017.csv -o profile.json",
      "cuaderno drift --reference profile.json --current data/2018.csv --fail-on fail",
      "cuaderno drift --reference prices@3 --current prices --config drift.yaml --fail-on fail",
    )}`,
  );
};

/** A crash must not look like a failed gate, which is exit 1. */
async function guarded(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    if (cause instanceof CuadernoError && cause.kind !== "failed") throw cause;
    throw new EnvironmentError(`drift: ${errorMessage(cause)}`, { cause });
  }
}

async function compare(flags: DriftFlags, context: CommandContext): Promise<void> {
  const failOn = getFailOn(flags.failOn);
  const config = await readDriftConfig(flags.config && resolve(context.cwd, flags.config));
  const by = getUnit(flags.by) ?? config.by;
  if (flags.reference === undefined || flags.current === undefined)
    throw new ArgumentError("drift: --reference and --current are needed; name a file, a glob or a dataset for each");
  const minimumRows = parsePositive("drift: --min-rows", flags.minRows, { integer: true });
  const reference = await readReference(toUri(flags.reference, context));
  const current = await readAnyTable(toUri(flags.current, context));
  const columns = flags.columns?.split(",").map((name) => name.trim());
  const options = { columns, byColumn: config.columns, alpha: config.alpha, minimumRows };
  const dataset = datasetDrift(reference, current, options);
  const overTime = by === undefined ? undefined : windows(reference, current, { ...options, by }, flags, config);
  const accepted = Object.fromEntries(
    config.accept
      .filter(({ until }) => until >= today())
      .map(({ column, until, because }) => [column, `${because}, until ${until}`]),
  );
  const gate = driftGate({ dataset, overTime }, { failOn, accepted });
  await report({ dataset, overTime, gate, failOn }, flags, context);
  for (const { column, until } of config.accept)
    if (until < today()) context.note(`accepted drift of ${column} ended on ${until}; remove it from ${flags.config}`);
  if (gate.failed) process.exitCode = 1;
}

type WindowOptions = Parameters<typeof datasetDrift>[2] & { readonly by: WindowUnit };

function windows(
  reference: DataFrame | TableProfile,
  current: DataFrame,
  { columns, ...options }: WindowOptions,
  flags: DriftFlags,
  config: DriftConfig,
): DriftOverTime {
  const time = flags.time ?? config.time ?? getTime(current, "--current");
  const season = flags.season || config.season === "year" ? "year" : undefined;
  // A column that vanished is in the verdict over all rows.
  const only = columns?.filter((name) => current.columns.includes(name) && name !== time);
  return driftOverTime(reference, current, { ...options, columns: only, time, season, slackDays: 0 });
}

interface Comparison {
  readonly dataset: DatasetDrift;
  readonly overTime: DriftOverTime | undefined;
  readonly gate: DriftGate;
  readonly failOn: "warn" | "fail" | undefined;
}

async function report(found: Comparison, flags: DriftFlags, context: CommandContext): Promise<void> {
  const { dataset, overTime, gate, failOn } = found;
  const { sentence } = driftVerdict(dataset);
  if (flags.output !== undefined) {
    const names = { referenceName: flags.reference, currentName: flags.current };
    const html = renderDriftReport({ dataset, overTime }, names);
    await writeFileAtomically(resolve(context.cwd, flags.output), html, { caller: "drift", fix: "choose another -o" });
  }
  if (flags.junit !== undefined) {
    const cases = gate.columns.map(({ column, level, reason, accepted }) => {
      const isFailure = accepted === undefined && driftLevelFails(level, failOn ?? "fail");
      const status = level === "too few rows" ? "skipped" : isFailure ? "failure" : "passed";
      return { name: column, durationMs: 0, status, message: reason, type: level } as const;
    });
    await writeReport(resolve(context.cwd, flags.junit), "drift", [{ name: "drift", durationMs: 0, cases }]);
  }
  if (!context.json) {
    if (flags.markdown) context.print(driftMarkdown(dataset, gate, sentence));
    else for (const line of [`${headline(gate)}: ${sentence}`, ...gateLines(gate)]) context.print(line);
  }
  if (failOn === undefined) context.note("report only; --fail-on warn or fail makes it a gate");
  else context.note(`gate ${gate.failed ? "failed" : "passed"}: level ${gate.level}, --fail-on ${failOn}`);
  const output = flags.output ?? null;
  context.result({ schema: "cuaderno-drift/1", sentence, ...gate, failOn: failOn ?? null, output, dataset, overTime });
}

async function calibrate(reference: string, flags: DriftFlags, context: CommandContext): Promise<void> {
  const by = getUnit(flags.by) ?? "month";
  const table = await readAnyTable(toUri(reference, context));
  const time = flags.time ?? getTime(table, reference);
  const season = flags.season ? "year" : undefined;
  const columns = calibrateDrift(table, { time, by, season });
  const text = formatDriftConfig(columns, { by, time, season, reference });
  await writeOutput(text, flags.output, context);
  context.result({ by, time, columns, output: flags.output ?? null });
}

async function writeProfile(table: string, flags: DriftFlags, context: CommandContext): Promise<void> {
  const found = profile(await readAnyTable(toUri(table, context)));
  const text = JSON.stringify(found);
  await writeOutput(text, flags.output, context);
  const columns = Object.keys(found.columns).length;
  context.note(
    `${found.rows.toLocaleString("en-US")} rows, ${columns} columns in ${(text.length / 1_000).toFixed(0)} kB`,
  );
  context.result({ rows: found.rows, columns, output: flags.output ?? null });
}

/** Writes a result to a file, or prints it. */
async function writeOutput(text: string, output: string | undefined, context: CommandContext): Promise<void> {
  if (output === undefined) {
    if (!context.json) context.print(text.trimEnd());
    return;
  }
  await writeFileAtomically(resolve(context.cwd, output), text, { caller: "drift", fix: "choose another -o" });
  context.note(`${output} written`);
}

/** The level, and that accepted drift is not in it. */
function headline({ level, columns }: DriftGate): string {
  return columns.some(({ accepted }) => accepted !== undefined) ? `${level} apart from accepted drift` : level;
}

function driftLevelFails(level: string, failOn: "warn" | "fail"): boolean {
  return level === "fail" || (level === "warn" && failOn === "warn");
}

function getTime(table: DataFrame, name: string): string {
  const times = [...columnsFor("drift", table).byName].filter(([, { kind }]) => kind === "time");
  const [first, second] = times.map(([column]) => column);
  if (first !== undefined && second === undefined) return first;
  const found = first === undefined ? "no time column" : `times ${times.map(([column]) => column).join(", ")}`;
  throw new ArgumentError(`drift: ${name} has ${found}; name the column with --time`);
}

function getUnit(unit: string | undefined): WindowUnit | undefined {
  if (unit === undefined || windowUnits.includes(unit as WindowUnit)) return unit as WindowUnit | undefined;
  throw new ArgumentError(`drift: --by: expected ${windowUnits.join(", ")}, got "${unit}"`);
}

function getFailOn(level: string | undefined): "warn" | "fail" | undefined {
  if (level === undefined || level === "warn" || level === "fail") return level;
  throw new ArgumentError(`drift: --fail-on: expected warn or fail, got "${level}"`);
}

/** The rows of the reference, or its profile where it is a JSON file that holds one. */
async function readReference(uri: string): Promise<DataFrame | TableProfile> {
  if (!/\.json$/i.test(uri)) return readAnyTable(uri);
  const { store, key } = await openStore(uri, { caller: "drift" });
  const text = new TextDecoder().decode(await store.read(key));
  return /^\s*\{\s*"kind":\s*"table-profile"/.test(text) ? parseProfile(text, uri) : readAnyTable(uri);
}

/** A path below the working folder; a URI as it is. */
function toUri(given: string, { cwd }: CommandContext): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(given)) return given;
  return `${resolve(cwd, given)}${given.endsWith("/") ? "/" : ""}`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
