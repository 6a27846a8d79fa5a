import { resolve } from "node:path";
import type { Command } from "commander";
import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, CuadernoError, EnvironmentError } from "../core/errors.js";
import { datasetDrift } from "../drift/dataset-drift.js";
import { driftGate } from "../drift/drift-gate.js";
import { type DriftOverTime, driftOverTime } from "../drift/drift-over-time.js";
import { isProfile } from "../drift/profile-columns.js";
import type { TableProfile } from "../drift/table-profile.js";
import type { WindowUnit } from "../drift/time-windows.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { type DriftConfig, readDriftConfig, windowUnits } from "./drift-config.js";
import { accept, calibrate, getUnit, writeProfile } from "./drift-files.js";
import { modelColumns, modelReport, openWatched, type WatchedModel } from "./drift-model.js";
import { type OutputFlags, writeOutcome } from "./drift-outcome.js";
import { type QualityFlags, quality } from "./drift-quality.js";
import { getTime, readSide, sideHelp, withoutRequests } from "./drift-sides.js";
import { stepsOption } from "./known-steps.js";
import { parsePositive } from "./parse-positive.js";

interface DriftFlags extends OutputFlags {
  readonly by?: string | undefined;
  readonly time?: string | undefined;
  readonly columns?: string | undefined;
  readonly season?: boolean | undefined;
  readonly stream?: boolean | undefined;
  readonly failOn?: string | undefined;
  readonly config?: string | undefined;
  readonly minRows?: string | undefined;
  readonly model?: string | undefined;
  readonly steps?: string | undefined;
  readonly trackingUri?: string | undefined;
  readonly until?: string | undefined;
  readonly because?: string | undefined;
}

/** `cuaderno drift`: compares two tables; a gate with --fail-on. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .option("--reference <side>", `the rows to compare with: ${sideHelp} (default: the profile saved with --model)`)
    .option("--current <side>", "the rows to watch, likewise, or the folder of a prediction log of serve")
    .option("--model <model>", "models:/name@alias: compares its inputs, predictions and scores, with what was saved")
    .option(...stepsOption)
    .option("--tracking-uri <folder>", "folder of runs and models (default: MLFLOW_TRACKING_URI, else ./mlruns)")
    .option(
      "--database <url>",
      "database of a SELECT and of --sql-table; or the variable that holds its URL",
      "DATABASE_URL",
    )
    .option("--by <unit>", `also window by window: ${windowUnits.join(", ")}`)
    .option("--time <column>", "the time column (default: the only one)")
    .option("--season", "compare each window with the same days of the year of the reference")
    .option("--columns <names>", "comma-separated columns (default: all)")
    .option("--stream", "for files larger than memory: compare profiles of their rows, read a million at a time")
    .option("--min-rows <count>", "with fewer values the verdict is too few rows", "30")
    .option("--config <file>", "limits and accepted drift, as written by drift calibrate")
    .option("--fail-on <level>", "warn or fail: exit 1 from this level on (default: report only)")
    .option("-o, --output <file>", "write the report as one HTML page")
    .option("--markdown", "print Markdown, such as for a pull request")
    .option("--junit <file>", "write a JUnit report with a case per column")
    .option("--rows <uri>", "write the numbers as rows: .parquet, .csv or .jsonl")
    .option("--sql-table <name>", "write the same rows to a table of the PostgreSQL --database")
    .option("--track <experiment>", "record them in a run")
    .action((flags: DriftFlags) => guarded(() => compare(flags, context)));
  defineSubcommands(command, context);
  command.addHelpText(
    "after",
    `\nExit codes: 0 no drift, or report only; 1 the gate failed; 2 usage; 3 the data has not the form of the reference;\n4 anything else went wrong. Never 1 for a crash.${examples(
      "cuaderno drift --reference data/2017.csv --current data/2018.csv -o reports/drift.html",
      "cuaderno drift calibrate data/2017.csv --by month -o drift.yaml",
      "cuaderno drift profile data/2017.csv -o profile.json",
      "cuaderno drift --reference profile.json --current data/2018.csv --fail-on fail",
      "cuaderno drift --reference prices@3 --current prices --config drift.yaml --fail-on fail",
      "cuaderno drift --model models:/traffic@champion --current logs/traffic/ --by week --markdown",
      "cuaderno drift quality data/2018.csv --reference data/2017.csv --by month --fail-on fail",
      "cuaderno drift accept clouds --until 2026-12-31 --because 'new sensor' --config drift.yaml",
    )}`,
  );
};

const defineSubcommands: CommandModule["define"] = (command, context) => {
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
    .option("--model <model>", "adds its predictions, scores and contributions")
    .option("-o, --output <file>", "write to this file instead of printing")
    .action((table: string, _flags: DriftFlags, own: Command) =>
      guarded(() => writeProfile(table, own.optsWithGlobals<DriftFlags>(), context)),
    );
  command
    .command("quality")
    .argument("<table>", sideHelp)
    .description("check rows: duplicates, age, rows by period, and values unlike those of --reference")
    .option("--key <columns>", "comma-separated columns that identify a row (default: all)")
    .option("--max-age <days>", "maximum age of the newest row")
    .option("--reference <side>", "rows whose values are usual")
    .option("--by <unit>", `count the rows by ${windowUnits.join(", ")}`)
    .option("--time <column>", "the time column (default: the only one)")
    .option("--fail-on <level>", "warn or fail: exit 1 from this level on (default: report only)")
    .action((table: string, _flags: QualityFlags, own: Command) =>
      guarded(() => {
        const flags = own.optsWithGlobals<DriftFlags & QualityFlags>();
        getFailOn(flags.failOn);
        return quality(table, flags, context);
      }),
    );
  command
    .command("accept")
    .argument("<column>", "column whose drift is known")
    .description("write to drift.yaml that drift of a column does not fail the gate until a day")
    .requiredOption("--until <day>", "the last day, such as 2026-12-31")
    .requiredOption("--because <text>", "the reason")
    .option("--config <file>", "the file to write to", "drift.yaml")
    .action((column: string, _flags: DriftFlags, own: Command) =>
      guarded(() => accept(column, own.optsWithGlobals<DriftFlags>(), context)),
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
  if (flags.current === undefined || (flags.reference === undefined && flags.model === undefined))
    throw new ArgumentError(
      "drift: --current is needed, and --reference or --model; name a file, a glob, a dataset or a SELECT",
    );
  if (flags.stream && flags.model !== undefined)
    throw new ArgumentError("drift: --stream compares columns, --model needs rows; leave one of them out");
  const minimumRows = parsePositive("drift: --min-rows", flags.minRows, { integer: true });
  const watched =
    flags.model === undefined
      ? undefined
      : await openWatched(flags.model, flags, context, flags.reference === undefined);
  const given = flags.reference === undefined ? undefined : await readSide(flags.reference, context, flags);
  const now = await readSide(flags.current, context, flags);
  if (by !== undefined && isProfile(now))
    throw new ArgumentError("drift: --by needs the rows of --current, this is a profile; name rows, or leave --by out");
  const time =
    flags.time ?? config.time ?? (by === undefined || isProfile(now) ? undefined : getTime(now, "--current"));
  const sides = toSides(given ?? watched?.profile, now, watched, time);
  const columns = flags.columns?.split(",").map((name) => name.trim()) ?? comparedNames(sides.reference, watched, time);
  const options = { columns, byColumn: config.columns, alpha: config.alpha, minimumRows };
  const dataset = datasetDrift(sides.reference, sides.current, options);
  const overTime =
    by === undefined || time === undefined || isProfile(sides.current)
      ? undefined
      : windows(sides.reference, sides.current, { ...options, by, time }, flags, config);
  const accepted = Object.fromEntries(
    config.accept
      .filter(({ until }) => until >= today())
      .map(({ column, until, because }) => [column, `${because}, until ${until}`]),
  );
  const gate = driftGate({ dataset, overTime }, { failOn, accepted });
  const reference = given ?? watched?.profile;
  const model =
    watched === undefined || reference === undefined || isProfile(now)
      ? undefined
      : modelReport(watched, reference, now, dataset);
  const referenceName = flags.reference ?? `the profile of ${watched?.ref ?? ""}`;
  await writeOutcome({ dataset, overTime, gate, failOn, model, referenceName }, flags, context);
  for (const { column, until } of config.accept)
    if (until < today()) context.note(`accepted drift of ${column} ended on ${until}; remove it from ${flags.config}`);
  if (gate.failed) process.exitCode = 1;
}

type Side = DataFrame | TableProfile;

interface Sides {
  readonly reference: TableSource | TableProfile;
  readonly current: TableSource | TableProfile;
}

/** What is compared: the rows, or inputs and predictions of a model. */
function toSides(
  reference: Side | undefined,
  current: Side,
  watched: WatchedModel | undefined,
  time: string | undefined,
): Sides {
  if (reference === undefined) throw new ArgumentError("drift: --reference is needed; name a file or a profile");
  if (watched === undefined) return { reference, current: isProfile(current) ? current : withoutRequests(current) };
  const side = (own: Side): TableSource | TableProfile => (isProfile(own) ? own : modelColumns(own, watched, time));
  return { reference: side(reference), current: side(current) };
}

/** Columns of a model's profile: a new column of the current rows is none of its business. */
function comparedNames(
  reference: TableSource | TableProfile,
  watched: WatchedModel | undefined,
  time: string | undefined,
): readonly string[] | undefined {
  if (watched === undefined) return undefined;
  const names = isProfile(reference)
    ? Object.entries(reference.columns).flatMap(([name, { kind }]) =>
        kind === "number" || kind === "category" ? [name] : [],
      )
    : columnNames(reference);
  return names.filter((name) => name !== time);
}

type WindowOptions = Parameters<typeof datasetDrift>[2] & { readonly by: WindowUnit; readonly time: string };

function windows(
  reference: TableSource | TableProfile,
  current: TableSource,
  { columns, ...options }: WindowOptions,
  flags: DriftFlags,
  config: DriftConfig,
): DriftOverTime {
  const season = flags.season || config.season === "year" ? "year" : undefined;
  const known = columnNames(current);
  // A column that vanished is in the verdict over all rows.
  const only = columns?.filter((name) => known.includes(name) && name !== options.time);
  return driftOverTime(reference, current, { ...options, columns: only, season, slackDays: 0 });
}

function getFailOn(level: string | undefined): "warn" | "fail" | undefined {
  if (level === undefined || level === "warn" || level === "fail") return level;
  throw new ArgumentError(`drift: --fail-on: expected warn or fail, got "${level}"; for example --fail-on warn`);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
