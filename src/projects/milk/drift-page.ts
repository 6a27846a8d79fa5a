import { openStore } from "cuaderno";
import { renderDriftReport } from "cuaderno/drift";
import { prefixStore } from "cuaderno/sources";
import { milkCredit } from "./credit.js";
import { milkDrift } from "./history.js";
import type { MilkTables } from "./load.js";

/** Writes `drift.html` into the reports folder: the last twelve months against those before. */
export async function writeDriftPage(tables: MilkTables, reports: string): Promise<void> {
  const dataset = milkDrift(tables);
  const page = renderDriftReport(
    { dataset },
    {
      title: `Milk: ${dataset.driftedColumns.length} of ${dataset.columns.length} columns have moved (${tables.origin.label})`,
      referenceName: "the months before",
      currentName: "the last twelve months",
      target: "price",
      units: { price: "pesos/l" },
      footer: `Data: ${milkCredit(tables.origin)}. Made by notebook 04-new-months.`,
    },
  );
  const { store, key } = await openStore(reports.endsWith("/") ? reports : `${reports}/`);
  await prefixStore(store, key).write("drift.html", new TextEncoder().encode(page));
}
