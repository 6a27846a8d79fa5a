import type { CrimeMonitoring } from "./monitor.js";

/** What later readers need of a monitoring. */
export interface CrimeMonitoringSummary {
  readonly weeks: number;
  readonly alerts: number;
  readonly warnings: number;
  /** Columns with at least one alert, the most often first. */
  readonly columns: readonly string[];
  readonly overallMcc: number;
}

/** Alerts and warnings counted, and the columns that gave alerts. */
export function monitoringSummary({ weeks, alerts, overallMcc }: CrimeMonitoring): CrimeMonitoringSummary {
  const loud = alerts.filter(({ level }) => level === "alert");
  const counts = new Map<string, number>();
  for (const { column } of loud) counts.set(column, (counts.get(column) ?? 0) + 1);
  return {
    weeks: weeks.length,
    alerts: loud.length,
    warnings: alerts.length - loud.length,
    columns: [...counts].sort((a, b) => b[1] - a[1]).map(([column]) => column),
    overallMcc,
  };
}
