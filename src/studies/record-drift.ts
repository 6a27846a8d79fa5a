import type { DatasetDrift } from "../drift/dataset-drift.js";
import type { DriftOverTime } from "../drift/drift-over-time.js";
import type { MetricPoint, Run } from "../tracking/tracker.js";
import { toMetricKey } from "./to-metric-key.js";

/** A comparison that is recorded. */
export interface RecordedDrift {
  readonly dataset: DatasetDrift;
  readonly overTime?: DriftOverTime | undefined;
  /** The same windows against the same season. */
  readonly season?: DriftOverTime | undefined;
}

/**
 * Records a comparison in a run: metric `drift` (0 none, 1 warn, 2 fail), the share of drifted columns, a point per
 * window, and the page.
 */
export async function recordDrift(run: Run, { dataset, overTime, season }: RecordedDrift, html: string): Promise<void> {
  await run.logParams({
    reference_rows: dataset.referenceRows,
    current_rows: dataset.currentRows,
    drifted: dataset.driftedColumns.join(" ").slice(0, 5_000),
  });
  await run.logMetrics({ drift: dataset.severity, drifted_share_all: dataset.driftedShare });
  if (overTime !== undefined) {
    await run.logParams({ window_days: overTime.windowDays, windows: overTime.windows.length });
    await logWindows(run, overTime, "drifted_share", driftedShares(overTime));
    if (season !== undefined) await logWindows(run, overTime, "drifted_share_season", driftedShares(season));
    for (const { column, scores } of (season ?? overTime).columns)
      await logWindows(run, overTime, `drift.${toMetricKey(column)}`, scores);
  }
  await run.logArtifact("drift.html", html);
}

/** One point of a metric per window that has a value, at the start of the window. */
export async function logWindows(
  run: Run,
  { windows }: Pick<DriftOverTime, "windows">,
  name: string,
  values: readonly (number | null)[],
): Promise<void> {
  const known = values.flatMap((value, step): readonly MetricPoint[] =>
    value === null ? [] : [{ value, step, timestamp: windows[step]?.start ?? 0 }],
  );
  if (known.length > 0) await run.logMetricHistory(name, known);
}

function driftedShares({ windows }: DriftOverTime): readonly (number | null)[] {
  return windows.map(({ driftedShare }) => driftedShare);
}
