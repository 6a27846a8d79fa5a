import type { Project, ProjectResults, ProjectSettings } from "cuaderno/notebook";
import { milkSource } from "./data-source.js";
import { readHistory } from "./history.js";
import { loadMilk, milkSpans } from "./load.js";
import { predictableSpan } from "./predict-months.js";
import { readTraining } from "./stored-training.js";
import { errorTable } from "./tables.js";
import { milkMetrics } from "./train.js";

/** The milk project: Chile's monthly milk price, the original model beside last month's price, and an honest backtest. */
export const milkProject: Project = {
  name: "milk",
  title: "Milk price in Chile: does a model beat last month's price?",
  source: milkSource(),
  notebooks: ["01-clean.ipynb", "02-original.ipynb", "03-honest.ipynb", "04-new-months.ipynb"],
  parameters: ({ trials }) => ({ grid: trials !== undefined && trials < 210 ? "reduced" : undefined }),
  results,
};

async function results({ dataFolder, origin }: ProjectSettings): Promise<ProjectResults> {
  const tables = await loadMilk(dataFolder, { data: origin.data });
  const training = await readTraining(tables.folder.refined);
  if (training === undefined) {
    return { metrics: {}, table: { columns: ["forecast"], rows: [] }, remarks: ["nothing was trained"], pages: [] };
  }
  const { original, honest, runId } = training;
  const history = await readHistory(tables);
  const whole = milkSpans(tables).at(-1);
  const able = predictableSpan(tables);
  const last = history.at(-1);
  return {
    metrics: milkMetrics(training),
    table: errorTable(training, `Errors of the milk price (${origin.label})`),
    remarks: [
      `Best of ${training.trials.length} points: k ${original.best.k}, degree ${original.best.degree}, alpha ${original.best.alpha}`,
      `Shuffled split: ${original.warning}`,
      `Honest: ${honest.verdict}`,
      `Rain, economy and price together: ${whole?.first} to ${whole?.last}; months that can be predicted: ${able?.first} to ${able?.last}`,
      ...(last === undefined
        ? []
        : [`Drift of the last twelve months: ${last.driftedColumns.length} of ${last.comparedColumns} columns`]),
      ...(runId === "" ? [] : [`Run ${runId} in experiment milk`]),
    ],
    pages: [{ file: "drift.html", title: "Drift report" }],
  };
}
