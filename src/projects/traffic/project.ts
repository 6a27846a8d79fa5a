import type { Project, ProjectResults, ProjectSettings } from "cuaderno/notebook";
import { trafficSource } from "./data-source.js";
import { errorTable } from "./error-table.js";
import { openTrafficFolder } from "./folder.js";
import { readMonitoring } from "./record-monitoring.js";
import { lastOutcome, lastState, readTraining } from "./stored-training.js";

/** The traffic project: hourly volumes of I-94, boosted trees beside naive means, drift over time. */
export const trafficProject: Project = {
  name: "traffic",
  title: "Hourly traffic on I-94: how well can it be foretold?",
  source: trafficSource(),
  notebooks: ["01-explore.ipynb", "02-features.ipynb", "03-search.ipynb", "04-drift.ipynb", "05-model.ipynb"],
  results,
};

async function results({ dataFolder, origin }: ProjectSettings): Promise<ProjectResults> {
  const { refined } = await openTrafficFolder(dataFolder);
  const state = await lastState(refined, origin.data);
  const monitoring = await readMonitoring(refined, origin.data);
  if (state === undefined || monitoring === undefined) {
    return { metrics: {}, table: { columns: ["forecast"], rows: [] }, remarks: ["nothing was trained"], pages: [] };
  }
  const { errors, study, rounds, runId } = await readTraining(refined, state);
  const { driftedColumns, comparedColumns, worstWindow } = monitoring;
  const best = Object.entries(study.bestParams)
    .filter(([name]) => name !== "rounds")
    .map(([name, value]) => `${name} ${short(value)}`);
  return {
    metrics: Object.fromEntries(errors.map(({ model, year, rmse }) => [`${model}.rmse.${year}`, rmse])),
    table: errorTable(errors, `RMSE by year, learned from rows before 2016 (${origin.label})`),
    remarks: [
      `Search: ${await lastOutcome(refined, origin.data)}`,
      `Best of ${study.trials.length} trials: ${best.join(", ")}; fitted with ${rounds} trees`,
      `Drifted columns in 2017-2018: ${driftedColumns.join(", ") || "none"} (${driftedColumns.length} of ${comparedColumns})`,
      `Worst two weeks from ${worstWindow.label}: RMSE ${Math.round(worstWindow.rmse)} vehicles/h`,
      `Run ${runId} in experiment traffic`,
    ],
    pages: [{ file: "drift.html", title: "Drift report" }],
  };
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
