import type { Project, ProjectResults, ProjectSettings } from "cuaderno/notebook";
import { worldBankSource } from "./data-source.js";
import { indicatorNamed } from "./indicators.js";
import { loadWorldBank } from "./load.js";
import { readRefinement, worldBankMetrics } from "./refine.js";
import { scoreTable } from "./tables.js";

/** The World Bank project: three databases from raw to refined, statistics by country, and forecasts beside the last value carried on. */
export const worldBankProject: Project = {
  name: "worldbank",
  title: "World Bank indicators: what can be foretold from a country's own past?",
  source: worldBankSource(),
  notebooks: ["01-sources.ipynb", "02-statistics.ipynb", "03-predictions.ipynb"],
  results,
};

async function results({ dataFolder, origin }: ProjectSettings): Promise<ProjectResults> {
  const { refined, version } = await loadWorldBank(dataFolder, { data: origin.data });
  const found = await readRefinement(refined);
  if (found === undefined) {
    return { metrics: {}, table: { columns: ["indicator"], rows: [] }, remarks: ["nothing was refined"], pages: [] };
  }
  const { forecasts, rows, empty, runId } = found;
  return {
    metrics: worldBankMetrics(found),
    table: scoreTable(found, `The last five years, foretold from before (${origin.label})`),
    remarks: [
      ...forecasts.map(({ indicator, unit, verdict }) => `${indicatorNamed(indicator, unit).title}: ${verdict}`),
      `Refined: ${Object.entries(rows)
        .map(([name, count]) => `${name} ${count} rows`)
        .join(", ")}; empty values count as ${empty === "drop" ? "nothing" : "0"}; observations version ${version}`,
      ...(runId === "" ? [] : [`Run ${runId} in experiment worldbank`]),
    ],
    pages: [],
  };
}
