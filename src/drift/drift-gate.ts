import type { DatasetDrift } from "./dataset-drift.js";
import { type DriftLevel, levelSeverity, worstLevel } from "./drift-level.js";
import type { DriftOverTime } from "./drift-over-time.js";

/** A column of a gate: its worst level over all rows and all windows. */
export interface GateColumn {
  readonly column: string;
  readonly level: DriftLevel;
  readonly reason: string;
  /** Why its drift is accepted, where it is. */
  readonly accepted?: string | undefined;
}

/** Whether a comparison passes. */
export interface DriftGate {
  /** The worst level of the columns whose drift is not accepted. */
  readonly level: DriftLevel;
  readonly failed: boolean;
  /** The worst first. */
  readonly columns: readonly GateColumn[];
}

/**
 * Whether a comparison passes a gate that fails at `failOn` (never without it): every column at its worst, over all
 * rows and in any window; accepted columns do not count.
 *
 * @example driftGate({ dataset: datasetDrift(train, test) }, { failOn: "fail" }).failed
 */
export function driftGate(
  { dataset, overTime }: { readonly dataset: DatasetDrift; readonly overTime?: DriftOverTime | undefined },
  {
    failOn,
    accepted = {},
  }: {
    readonly failOn?: "warn" | "fail" | undefined;
    /** Why the drift of a column is accepted, by column. */
    readonly accepted?: Readonly<Record<string, string>> | undefined;
  } = {},
): DriftGate {
  const found = new Map<string, { level: DriftLevel; reason: string }>();
  const add = (column: string, level: DriftLevel, reason: string): void => {
    const known = found.get(column);
    if (known === undefined || levelSeverity(level) > levelSeverity(known.level)) found.set(column, { level, reason });
  };
  for (const { column, level, reasons } of dataset.columns) add(column, level, reasons.join("; "));
  for (const { column, level, reason } of dataset.findings) add(column, level, reason);
  for (const { column, levels, reasons } of overTime?.columns ?? [])
    levels.forEach((level, window) => {
      if (levelSeverity(level) > 0)
        add(column, level, `from ${overTime?.windows[window]?.label}: ${reasons[window] ?? "drifted"}`);
    });
  const columns = [...found]
    .map(([column, own]) => ({
      column,
      ...own,
      ...(Object.hasOwn(accepted, column) && { accepted: accepted[column] }),
    }))
    .sort((a, b) => levelSeverity(b.level) - levelSeverity(a.level));
  const level = worstLevel(columns.filter((own) => own.accepted === undefined).map((own) => own.level));
  const failed = failOn !== undefined && levelSeverity(level) >= levelSeverity(failOn);
  return { level, failed, columns };
}
