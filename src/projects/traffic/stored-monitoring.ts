import type { Store } from "cuaderno";
import type { TrafficMonitoring } from "./monitor.js";

/** What later readers need of a monitoring: names and numbers, not the tables behind them. */
export interface MonitoringSummary {
  readonly driftedColumns: readonly string[];
  readonly comparedColumns: number;
  readonly worstWindow: { readonly label: string; readonly rmse: number };
}

/** Keeps the summary beside the model, for each kind of data. */
export async function storeMonitoring(
  refined: Store,
  data: "real" | "sample",
  monitoring: TrafficMonitoring,
): Promise<MonitoringSummary> {
  const summary = summaryOf(monitoring);
  await refined.write(`${data}/monitoring.json`, new TextEncoder().encode(`${JSON.stringify(summary)}\n`));
  return summary;
}

/** The summary that `storeMonitoring` kept, or undefined when there is none. */
export async function readMonitoring(refined: Store, data: "real" | "sample"): Promise<MonitoringSummary | undefined> {
  const key = `${data}/monitoring.json`;
  if ((await refined.stat(key)) === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(await refined.read(key))) as MonitoringSummary;
}

function summaryOf({ dataset, error }: TrafficMonitoring): MonitoringSummary {
  let worst = { label: "", rmse: Number.NEGATIVE_INFINITY };
  for (const { label, rmse } of error.windows) if (rmse !== null && rmse > worst.rmse) worst = { label, rmse };
  return { driftedColumns: dataset.driftedColumns, comparedColumns: dataset.columns.length, worstWindow: worst };
}
