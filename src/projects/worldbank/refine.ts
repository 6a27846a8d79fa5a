import {
  ArgumentError,
  column,
  contentHash,
  openDataset,
  publishDataset,
  schema,
  type TableSchema,
  withRun,
} from "cuaderno";
import { createTableSql, type Dataset, prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import { loadPolars } from "cuaderno/table";
import type { Tracker } from "cuaderno/tracking";
import type { DataFrame } from "nodejs-polars";
import { forecastIndicator, type IndicatorForecast } from "./forecast.js";
import type { WorldBankTables } from "./load.js";
import { indicatorSeries } from "./series.js";
import {
  areaStatistics,
  areaStatisticsSchema,
  type EmptyChoice,
  globalStatistics,
  globalStatisticsSchema,
} from "./statistics.js";

/** Refined: what is foretold, with the columns that say of what. */
export const predictionSchema: TableSchema = schema(
  "predictions",
  {
    DATABASE_ID: column.category(),
    INDICATOR: column.category(),
    REF_AREA: column.category(),
    TIME_PERIOD: column.integer({ unit: "year" }),
    OBS_VALUE: column.number({ nullable: true, description: "what was observed; empty in years to come" }),
    predicted: column.number({ description: "the country's own trend, fading" }),
    carried: column.number({ description: "the last known value carried on" }),
    UNIT_MEASURE: column.category({ nullable: true }),
  },
  {
    key: ["DATABASE_ID", "INDICATOR", "REF_AREA", "TIME_PERIOD"],
    description: "The last five years as foretold from before, and five years to come",
  },
);

/** What a refinement found. */
export interface Refinement {
  readonly state: string;
  readonly empty: EmptyChoice;
  /** Without their rows, which are in the refined table. */
  readonly forecasts: readonly Omit<IndicatorForecast, "predictions">[];
  /** Rows of each refined table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The run on record, or an empty text. */
  readonly runId: string;
}

/** How to refine. */
export interface RefineOptions {
  /** What an empty value counts as; default "drop". */
  readonly empty?: string;
  /** Does it even when nothing has changed. Default: false. */
  readonly fresh?: boolean;
  /** Puts a refinement on record: files, choice, scores. */
  readonly tracker?: Tracker;
}

const outcomeKey = "outcome.json";
const tableSchemas: Readonly<Record<string, TableSchema>> = {
  statistics: areaStatisticsSchema,
  global: globalStatisticsSchema,
  predictions: predictionSchema,
};

/**
 * Makes the refined tables of the trusted observations: statistics by area, global statistics, and predictions. Each is a dataset with versions
 * and, for Athena and Spark, published in hive layout by `DATABASE_ID` with the text of its table. When neither the observations nor the choice have
 * changed since the last time, nothing is written.
 */
export async function refineWorldBank(
  tables: WorldBankTables,
  { empty = "drop", fresh = false, tracker }: RefineOptions = {},
): Promise<Refinement & { readonly refined: boolean; readonly reason: string }> {
  const choice: EmptyChoice = empty === "zero" ? "zero" : "drop";
  if (empty !== choice)
    throw new ArgumentError(`refineWorldBank: empty must be "drop" or "zero", got ${JSON.stringify(empty)}`);
  const state = contentHash(JSON.stringify({ version: tables.version, choice, schemas: tableSchemas }));
  const last = await readRefinement(tables.refined);
  if (!fresh && last?.state === state) {
    return { ...last, refined: false, reason: "no observation has changed since the last run: nothing was written" };
  }
  const { observations } = tables;
  const forecasts = indicatorSeries(observations).map(forecastIndicator);
  const frames: Readonly<Record<string, DataFrame>> = {
    statistics: areaStatistics(observations, { empty: choice }),
    global: globalStatistics(observations, { empty: choice }),
    predictions: predictionFrame(forecasts),
  };
  for (const [name, frame] of Object.entries(frames)) await keep(tables, name, frame);
  const found = {
    state,
    empty: choice,
    forecasts: forecasts.map(({ predictions: _rows, ...rest }) => rest),
    rows: Object.fromEntries(Object.entries(frames).map(([name, { height }]) => [name, height])),
  };
  const refinement: Refinement = { ...found, runId: await recorded(tables, found, tracker) };
  await tables.refined.write(outcomeKey, new TextEncoder().encode(`${JSON.stringify(refinement, null, 1)}\n`));
  const why =
    last === undefined
      ? "this is the first run"
      : fresh
        ? "a new run was asked for"
        : "observations or choice have changed";
  return { ...refinement, refined: true, reason: `refined, as ${why}` };
}

/** What the last refinement found; undefined when there was none. */
export async function readRefinement(refined: Store): Promise<Refinement | undefined> {
  if ((await refined.stat(outcomeKey)) === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(await refined.read(outcomeKey))) as Refinement;
}

/** The metrics of the project: how well the last five years were foretold, and how many rows were refined. */
export function worldBankMetrics({
  forecasts,
  rows,
}: Pick<Refinement, "forecasts" | "rows">): Readonly<Record<string, number>> {
  const scores = forecasts.flatMap(({ indicator, carried, model }) => [
    [`${indicator}.carried.r2`, carried.r2] as const,
    [`${indicator}.model.r2`, model.r2] as const,
  ]);
  return { ...Object.fromEntries(scores), "refined.rows": Object.values(rows).reduce((sum, count) => sum + count, 0) };
}

async function recorded(
  { origin, version }: WorldBankTables,
  found: Omit<Refinement, "runId">,
  tracker: Tracker | undefined,
): Promise<string> {
  if (tracker === undefined) return "";
  const options = {
    experiment: "worldbank",
    name: `refinement-${origin.data}`,
    tags: { "cuaderno.data": origin.data, "cuaderno.data.label": origin.label },
  };
  return withRun(tracker, options, async (run) => {
    await run.logParams({ empty: found.empty, observations_version: version, data: origin.data });
    for (const { name, sha256 } of origin.files) {
      await run.logInput({ name, source: origin.address, digest: sha256, context: "observations" });
    }
    await run.logMetrics(worldBankMetrics(found));
    return run.id;
  });
}

async function keep({ address, origin, refined }: WorldBankTables, name: string, frame: DataFrame): Promise<void> {
  const own = tableSchemas[name] as TableSchema;
  const target: Dataset = await openDataset(`${address}/refined/${origin.data}/.versions/${name}`, own, {
    partitionBy: ["DATABASE_ID"],
  });
  const before = (await target.manifest())?.number;
  const stale = await goneDatabases(target, frame);
  const { number } = await target.overwrite(frame, {
    skipUnchanged: true,
    schemaChange: "allow",
    keep: ({ DATABASE_ID }) => !stale.has(String(DATABASE_ID)),
  });
  if (number === before && (await holdsFiles(refined, name))) return;
  await publishDataset(target, prefixStore(refined, name));
  const location = /^s3:/.test(address) ? address : "s3://YOUR-BUCKET/worldbank";
  const text = createTableSql(own, {
    location: `${location}/refined/${origin.data}/${name}/`,
    name: `worldbank_${name}`,
    partitionBy: ["DATABASE_ID"],
  });
  await refined.write(`athena/${name}.sql`, new TextEncoder().encode(text));
}

/** Databases of the last version that have no rows any more. */
async function goneDatabases(target: Dataset, frame: DataFrame): Promise<ReadonlySet<string>> {
  const now = new Set(frame.getColumn("DATABASE_ID").toArray() as string[]);
  const before = ((await target.manifest())?.files ?? []).map(({ partition: { DATABASE_ID } }) => String(DATABASE_ID));
  return new Set(before.filter((database) => !now.has(database)));
}

async function holdsFiles(refined: Store, name: string): Promise<boolean> {
  for await (const _file of refined.list(`${name}/`)) return true;
  return false;
}

function predictionFrame(forecasts: readonly IndicatorForecast[]): DataFrame {
  const pl = loadPolars();
  const rows = forecasts.flatMap(({ database, indicator, unit, predictions }) =>
    predictions.map((one) => ({ database, indicator, unit, ...one })),
  );
  const text = (name: string, of: (row: (typeof rows)[number]) => string | null) =>
    pl.Series(name, rows.map(of), pl.Utf8);
  const number = (name: string, of: (row: (typeof rows)[number]) => number | null) =>
    pl.Series(name, rows.map(of), pl.Float64);
  return pl.DataFrame([
    text("DATABASE_ID", ({ database }) => database),
    text("INDICATOR", ({ indicator }) => indicator),
    text("REF_AREA", ({ area }) => area),
    number("TIME_PERIOD", ({ year }) => year).cast(pl.Int64),
    number("OBS_VALUE", ({ actual }) => actual),
    number("predicted", ({ predicted }) => predicted),
    number("carried", ({ carried }) => carried),
    text("UNIT_MEASURE", ({ unit }) => unit),
  ]);
}
