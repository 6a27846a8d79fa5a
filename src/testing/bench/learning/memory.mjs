// The peak of memory of a process that reads a table and fits a model to it, with its runtime, next to the peers' processes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { independentColumns } from "./cores.mjs";
import { inTurn, median, python, settings, writeFlat } from "./measure.mjs";
import { takeMatrixRows } from "./traffic-table.mjs";

export async function memoryPart(folder, _table, runs) {
  const { matrix, target } = independentColumns(241_000, 30);
  const classes = target.map((value) => (value > 0.5 ? 1 : 0));
  for (const [part, values] of [
    ["train", target],
    ["forest", target],
    ["logistic", classes],
  ])
    writeFlat(folder, part, matrix, values);
  writeFlat(folder, "test", takeMatrixRows(matrix, 1000), target.slice(0, 1000));
  const width = "30";
  const given = JSON.stringify({ ...settings, threads: 2 });
  const tasks = {
    "boosted trees": {
      cuaderno: () => ours(folder, "train", width, "gradientBoosting", { ...settings, threads: 2 }),
      lightgbm: () => python("lightgbm_trees.py", [folder, width, given]),
      xgboost: () => python("xgboost_trees.py", [folder, width, given]),
    },
    "forest of 20 trees": {
      cuaderno: () => ours(folder, "forest", width, "randomForest", { trees: 20, leafRows: 5, threads: 2 }),
      "scikit-learn": () => python("scikit_forest.py", [folder, width, "2"]),
    },
    "logistic regression": {
      cuaderno: () => ours(folder, "logistic", width, "logistic", {}),
      "scikit-learn": () => python("scikit_learn.py", [folder, "logistic", width]),
    },
  };
  console.log("peak of memory of a process, MB: 241,000 rows x 30 features");
  const rows = [];
  for (const [task, engines] of Object.entries(tasks)) {
    const figures = await inTurn(runs, engines);
    for (const [engine, all] of figures) {
      rows.push({ task, engine, "peak MB": Math.round(median(all.map(({ peakMegabytes }) => peakMegabytes))) });
    }
  }
  console.table(rows);
}

function ours(folder, part, width, kind, options) {
  const program = fileURLToPath(new URL("fit-flat.mjs", import.meta.url));
  const args = [program, folder, part, width, kind, JSON.stringify(options)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
