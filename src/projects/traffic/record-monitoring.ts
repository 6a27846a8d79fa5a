import { openStore, withRun } from "cuaderno";
import { renderDriftReport } from "cuaderno/drift";
import { type DataOrigin, prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import type { Tracker } from "cuaderno/tracking";
import { trafficCredit } from "./credit.js";
import { openTrafficFolder } from "./folder.js";
import type { TrafficTable } from "./load.js";
import type { TrafficMonitoring } from "./monitor.js";

/** What later readers need of a monitoring: names and numbers, not the tables behind them. */
export interface MonitoringSummary {
  readonly driftedColumns: readonly string[];
  readonly comparedColumns: number;
  readonly worstWindow: { readonly label: string; readonly rmse: number };
}

/** Where a monitoring is kept. */
export interface RecordOptions {
  /** The project's data folder; the summary goes beside the model. */
  readonly dataFolder: string;
  /** The folder that gets `drift.html`. */
  readonly reports: string;
  readonly tracker: Tracker;
  /** RMSE of the model on 2016, to compare with. */
  readonly referenceRmse?: number;
}

/** Keeps a monitoring three times: as a page, as a tracked run with a metric point per window, and as a summary for the project's table. */
export async function recordMonitoring(
  table: TrafficTable,
  monitoring: TrafficMonitoring,
  { dataFolder, reports, tracker, referenceRmse }: RecordOptions,
): Promise<MonitoringSummary & { readonly runId: string }> {
  const { data, label } = table.origin;
  const page = driftPageOf(monitoring, table.origin, referenceRmse);
  const summary = summaryOf(monitoring);
  const start = { experiment: "traffic", name: `monitoring-${data}`, tags: { "cuaderno.data": label } };
  const runId = await withRun(tracker, start, async (run) => {
    await run.logParams({
      data,
      window_days: monitoring.overTime.windowDays,
      drifted: summary.driftedColumns.join(" "),
    });
    const points = (values: readonly (number | null)[]) =>
      values.flatMap((value, step) =>
        value === null ? [] : [{ value, step, timestamp: monitoring.overTime.windows[step]?.start ?? 0 }],
      );
    await run.logMetricHistory("rmse", points(monitoring.error.windows.map(({ rmse }) => rmse)));
    await run.logMetricHistory(
      "drifted_share",
      points(monitoring.overTime.windows.map(({ driftedShare }) => driftedShare)),
    );
    await run.logArtifact("drift.html", page);
    return run.id;
  });
  await writeText(await folderStore(reports), "drift.html", page);
  const { refined } = await openTrafficFolder(dataFolder);
  await writeText(refined, `${data}/monitoring.json`, `${JSON.stringify(summary)}\n`);
  return { ...summary, runId };
}

/** The summary that `recordMonitoring` kept, or undefined when there is none. */
export async function readMonitoring(refined: Store, data: "real" | "sample"): Promise<MonitoringSummary | undefined> {
  const key = `${data}/monitoring.json`;
  if ((await refined.stat(key)) === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(await refined.read(key))) as MonitoringSummary;
}

function driftPageOf(
  { dataset, overTime, error }: TrafficMonitoring,
  origin: DataOrigin,
  referenceRmse: number | undefined,
): string {
  const moved = dataset.driftedColumns.length;
  const credit = trafficCredit(origin);
  return renderDriftReport(
    { dataset, overTime, errors: error },
    {
      title: `Traffic: ${moved} of ${dataset.columns.length} columns have drifted (${origin.label})`,
      referenceName: "2012, 2013 and 2016",
      currentName: "2017 and 2018",
      target: "volume",
      prediction: "prediction",
      units: { volume: "vehicles/h", prediction: "vehicles/h", temperature: "K", rain: "mm", snow: "mm", clouds: "%" },
      errorUnit: "vehicles/h",
      ...(referenceRmse === undefined ? {} : { referenceRmse }),
      footer: `Data: ${credit}. Made by notebook 04-drift.`,
    },
  );
}

function summaryOf({ dataset, error }: TrafficMonitoring): MonitoringSummary {
  let worst = { label: "", rmse: Number.NEGATIVE_INFINITY };
  for (const { label, rmse } of error.windows) if (rmse !== null && rmse > worst.rmse) worst = { label, rmse };
  return { driftedColumns: dataset.driftedColumns, comparedColumns: dataset.columns.length, worstWindow: worst };
}

async function folderStore(address: string): Promise<Store> {
  const { store, key } = await openStore(address.endsWith("/") ? address : `${address}/`);
  return prefixStore(store, key);
}

async function writeText(store: Store, key: string, text: string): Promise<void> {
  await store.write(key, new TextEncoder().encode(text));
}
