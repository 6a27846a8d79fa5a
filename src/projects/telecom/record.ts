import { contentHash, openStore, withRun, writeTable } from "cuaderno";
import { prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import type { Tracker } from "cuaderno/tracking";
import { type TelecomAnalysis, telecomMetrics } from "./analyse.js";
import type { ForecastError, ShareForecast } from "./forecast.js";
import type { IftTableName } from "./ift-schemas.js";
import { openTelecomFolder, type TelecomTables } from "./load.js";
import { marketFrame } from "./market-frame.js";

/** What later readers need of an analysis. */
export interface TelecomFindings {
  /** Hash over what it was made from: the versions of the tables and the last month looked at. */
  readonly inputs: string;
  readonly versions: Readonly<Record<IftTableName, number>>;
  readonly months: readonly [string, string];
  readonly metrics: Readonly<Record<string, number>>;
  readonly settings: ShareForecast["settings"];
  readonly byOperator: readonly ForecastError[];
  readonly yearAhead: ShareForecast["yearAhead"];
  readonly restated: readonly string[];
  readonly runId: string;
}

/** Where findings are kept. */
export interface RecordOptions {
  /** The project's data folder; findings and the market table go to its refined zone. */
  readonly dataFolder: string;
  readonly tracker: Tracker;
  /** Record even when nothing has changed. Default: false. */
  readonly fresh?: boolean;
}

/**
 * Keeps an analysis: as a tracked run, as `findings.json`, and the market as one long table (`market.parquet`, `market.csv`) for any other
 * tool. When the tables are those of the last time nothing is written, and the last findings are given back.
 */
export async function recordTelecom(
  tables: TelecomTables,
  analysis: TelecomAnalysis,
  { dataFolder, tracker, fresh = false }: RecordOptions,
): Promise<TelecomFindings & { readonly isNew: boolean }> {
  const { data, label } = tables.origin;
  const { market, forecast, checks } = analysis;
  const months = [market.months[0], market.months.at(-1)].map((month) =>
    new Date(month ?? 0).toISOString().slice(0, 7),
  );
  const inputs = contentHash(
    JSON.stringify([tables.versions, months, tables.origin.files.map(({ sha256 }) => sha256)]),
  );
  const { refined } = await openTelecomFolder(dataFolder);
  const before = await readFindings(refined, data);
  if (!fresh && before?.inputs === inputs) return { ...before, isNew: false };
  const metrics = telecomMetrics(analysis);
  const start = { experiment: "telecom", name: `market-${data}`, tags: { "cuaderno.data": label } };
  const runId = await withRun(tracker, start, async (run) => {
    await run.logParams({ data, until: months[1] ?? "", ...forecast.settings });
    await run.logMetrics(metrics);
    for (const { operator, model, naive } of forecast.byOperator) {
      const name = operator
        .normalize("NFD")
        .replaceAll(/[^A-Za-z0-9]+/g, "_")
        .toLowerCase();
      await run.logMetrics({ [`model.rmse.${name}`]: model.rmse, [`naive.rmse.${name}`]: naive.rmse });
    }
    await run.logArtifact("coming.json", new TextEncoder().encode(JSON.stringify(forecast.coming, null, 1)));
    return run.id;
  });
  const frame = marketFrame(market);
  for (const name of ["market.parquet", "market.csv"])
    await writeTable(joined(dataFolder, `refined/${data}/${name}`), frame);
  const findings: TelecomFindings = {
    inputs,
    versions: tables.versions,
    months: [months[0] ?? "", months[1] ?? ""],
    metrics,
    settings: forecast.settings,
    byOperator: forecast.byOperator,
    yearAhead: forecast.yearAhead,
    restated: checks.restated,
    runId,
  };
  await refined.write(`${data}/findings.json`, new TextEncoder().encode(`${JSON.stringify(findings, null, 1)}\n`));
  return { ...findings, isNew: true };
}

/** The findings that `recordTelecom` kept, or undefined when there are none. */
export async function readFindings(refined: Store, data: "real" | "sample"): Promise<TelecomFindings | undefined> {
  const key = `${data}/findings.json`;
  if ((await refined.stat(key)) === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(await refined.read(key))) as TelecomFindings;
}

/** Writes a page into a folder, which may be an address on a store. */
export async function writeReport(folder: string, name: string, html: string): Promise<void> {
  const { store, key } = await openStore(`${folder.replace(/\/$/, "")}/`);
  await prefixStore(store, key).write(name, new TextEncoder().encode(html));
}

function joined(folder: string, path: string): string {
  return `${folder.replace(/\/$/, "")}/${path}`;
}
