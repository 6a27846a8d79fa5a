import type { Project, ProjectResults, ProjectSettings } from "cuaderno/notebook";
import { crimeSource } from "./data-source.js";
import { scoreTable } from "./score-table.js";
import { readRecord, refinedFolder } from "./stored-training.js";

/** The crime project: whether a reported crime in Chicago leads to an arrest; champion and challenger, weekly drift. */
export function crimeProject({ token }: { readonly token?: string | undefined } = {}): Project {
  return {
    name: "crime",
    title: "Crime in Chicago: will there be an arrest?",
    source: crimeSource({ token }),
    notebooks: ["01-reports.ipynb", "02-features.ipynb", "03-models.ipynb", "04-drift.ipynb"],
    results,
  };
}

async function results({ dataFolder, origin }: ProjectSettings): Promise<ProjectResults> {
  const refined = await refinedFolder(dataFolder, origin.data);
  const training = await readRecord(refined, "training");
  const champion = await readRecord(refined, "champion");
  const monitoring = await readRecord(refined, "monitoring");
  const outcome = await readRecord(refined, "outcome");
  if (training === undefined || champion === undefined || monitoring === undefined) {
    return { metrics: {}, table: { columns: ["model"], rows: [] }, remarks: ["nothing was trained"], pages: [] };
  }
  const of = (model: string) => training.scores.find((score) => score.model === model);
  const boosted = of("boosted trees");
  return {
    metrics: {
      "rows.year": training.rows.year,
      "rows.located": training.rows.located,
      "boosted.auc": boosted?.rocAuc ?? Number.NaN,
      "boosted.mcc": boosted?.matthewsCorrelation ?? Number.NaN,
      "balanced.mcc": of("boosted trees, balanced")?.matthewsCorrelation ?? Number.NaN,
      "station.own_district_share": training.ownDistrictShare,
    },
    table: scoreTable(
      [...training.scores, training.byTime],
      `Arrest or not, ${training.rows.test} reports kept back (${origin.label})`,
    ),
    remarks: [
      `Training: ${outcome?.reason ?? ""}`,
      `Champion: version ${champion.champion} of ${champion.name}; last challenge: ${champion.reason}`,
      `Weekly drift: ${monitoring.alerts} alerts and ${monitoring.warnings} warnings in ${monitoring.weeks} weeks${monitoring.columns.length > 0 ? `, in ${monitoring.columns.join(", ")}` : ""}`,
      `Run ${training.runId} in experiment crime`,
    ],
    pages: [{ file: "drift.html", title: "Weekly drift" }],
  };
}
