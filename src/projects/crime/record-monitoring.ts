import { openStore, withRun } from "cuaderno";
import { renderDriftReport } from "cuaderno/drift";
import { prefixStore } from "cuaderno/sources";
import type { Tracker } from "cuaderno/tracking";
import { crimeCredit } from "./credit.js";
import type { CrimeTable } from "./load.js";
import type { CrimeMonitoring } from "./monitor.js";
import { type CrimeMonitoringSummary, monitoringSummary } from "./monitoring-summary.js";
import { refinedFolder, writeRecord } from "./stored-training.js";

/** Keeps a monitoring three times: as a page, as a tracked run with a point per week and column, and as a summary. */
export async function recordCrimeMonitoring(
  table: CrimeTable,
  monitoring: CrimeMonitoring,
  {
    dataFolder,
    reports,
    tracker,
  }: { readonly dataFolder: string; readonly reports: string; readonly tracker: Tracker },
): Promise<CrimeMonitoringSummary & { readonly runId: string }> {
  const summary = monitoringSummary(monitoring);
  const { data, label } = table.origin;
  const credit = crimeCredit(table.origin);
  const page = renderDriftReport(
    { dataset: monitoring.dataset, overTime: monitoring.overTime },
    {
      title: `Crime: ${summary.alerts} alerts in ${summary.weeks} weeks after ${table.months.at(-1)} (${label})`,
      referenceName: `${table.months[0]} to ${table.months.at(-1)}`,
      currentName: `${table.laterMonths[0]} to ${table.laterMonths.at(-1)}`,
      target: "arrest",
      prediction: "prediction",
      units: { x: "ft", y: "ft", station_km: "km" },
      footer: `Data: ${credit}. Made by notebook 04-drift.`,
    },
  );
  const start = { experiment: "crime", name: `monitoring-${data}`, tags: { "cuaderno.data": label } };
  const runId = await withRun(tracker, start, async (run) => {
    await run.logParams({ weeks: summary.weeks, alerts: summary.alerts, columns: summary.columns.join(" ") });
    for (const column of new Set(monitoring.drift.map((one) => one.column))) {
      const points = monitoring.drift
        .filter((one) => one.column === column)
        .map(({ week, psi }, step) => ({ value: psi, step, timestamp: Date.parse(week) }));
      await run.logMetricHistory(`psi.${column}`, points);
    }
    const mcc = monitoring.mcc.flatMap((value, step) =>
      value === null ? [] : [{ value, step, timestamp: Date.parse(monitoring.weeks[step] ?? "") }],
    );
    await run.logMetricHistory("mcc", mcc);
    await run.logArtifact("drift.html", page);
    await run.logArtifact("alerts.json", JSON.stringify(monitoring.alerts, null, 2));
    return run.id;
  });
  const { store, key } = await openStore(reports.endsWith("/") ? reports : `${reports}/`);
  await prefixStore(store, key).write("drift.html", new TextEncoder().encode(page));
  await writeRecord(await refinedFolder(dataFolder, data), "monitoring", summary);
  return { ...summary, runId };
}
