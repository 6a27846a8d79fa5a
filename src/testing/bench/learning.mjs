// Learning compared with its references, one thread, CPU seconds: boosted trees (LightGBM, XGBoost, ml-xgboost), contributions (XGBoost),
// linear and logistic regression and mutual information (scikit-learn), a search of 50 trials (Optuna with LightGBM). Wall seconds
// in `cores`, `forests` and `folds` (boosted trees, a forest, cross-validation and `tune` on 1, 2 and 4 threads), `rolling` and
// `neighbors`; `memory` is peaks.
// `npm run bench -- learning 3 trees` takes three runs of one part.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gradientBoosting, integer, minimize, mlXgboost, randomSource, real, rmse, treeShap } from "cuaderno";
import { binMatrix, toXgboostJson } from "cuaderno/models";
import { mutualInformation } from "cuaderno/stats";
import { neighborsPart, rollingPart } from "./learning/columns.mjs";
import { cores, folds, forests } from "./learning/cores.mjs";
import { linearPart, logisticPart } from "./learning/linear-models.mjs";
import { inFolder, inTurn, mean, median, python, report, settings, timed, writeFlat } from "./learning/measure.mjs";
import { memoryPart } from "./learning/memory.mjs";
import { repeatedRows, takeMatrixRows, trafficTable } from "./learning/traffic-table.mjs";

const seeds = [42, 1, 2, 3, 4, 5, 6, 7];
const parts = {
  trees,
  large,
  cores,
  forests,
  folds,
  contributions,
  linear: linearPart,
  logistic: logisticPart,
  information,
  "ml-xgboost": mlXgboostPart,
  search,
  rolling: rollingPart,
  neighbors: neighborsPart,
  memory: memoryPart,
};

export default async function learning([runs = "3", only] = []) {
  if (only !== undefined && parts[only] === undefined) {
    console.log(`parts of the learning bench: ${Object.keys(parts).join(", ")}`);
    return;
  }
  const table = await trafficTable();
  for (const [name, part] of Object.entries(parts)) {
    if (only === undefined || only === name) await inFolder((folder) => part(folder, table, Number(runs)));
  }
}

/**
 * Prediction is the median of five calls, on both sides: the first one compiles. Each run cuts the table by another seed, so that the
 * errors are a mean over splits.
 */
async function trees(folder, table, runs) {
  const splits = seeds.slice(0, Math.max(runs, 3)).map((seed) => table.split(seed));
  await boosted(folder, splits, `boosted trees, ${table.source}`);
}

async function large(folder, table, runs) {
  const { train, test } = table.split(42);
  const split = { train: repeatedRows(train, 241_020), test };
  await boosted(folder, Array(runs).fill(split), `boosted trees, ${table.source} repeated with noise`);
}

async function boosted(folder, splits, title) {
  const peer = (script) => () =>
    python(script, [folder, String(splits[0].test.matrix.names.length), JSON.stringify(settings)]);
  const figures = await inTurn(splits.length, {
    cuaderno: (run) => {
      const { train, test } = splits[run];
      writeFlat(folder, "train", train.matrix, train.target);
      writeFlat(folder, "test", test.matrix, test.target);
      return trainOurs(train, test);
    },
    lightgbm: peer("lightgbm_trees.py"),
    xgboost: peer("xgboost_trees.py"),
  });
  const { train, test } = splits[0];
  report(
    `${title}: ${train.matrix.rowCount} + ${test.matrix.rowCount} rows x ${test.matrix.names.length} features`,
    figures,
    figures.has("lightgbm") ? "lightgbm" : "xgboost",
    { train: "trainSeconds", predict: "predictSeconds" },
    (all, base) => {
      const error = mean(all.map((figure) => figure.rmse));
      const share = base ? error / mean(base.map((figure) => figure.rmse)) : Number.NaN;
      return { "mean test RMSE": error.toFixed(2), "RMSE ratio": share.toFixed(4) };
    },
  );
}

async function trainOurs(train, test) {
  const trained = await timed(() => gradientBoosting(settings).fit(train.matrix, train.target, { threads: 1 }));
  const predicted = [];
  for (let call = 0; call < 5; call++) predicted.push(await timed(() => trained.value.predict(test.matrix)));
  return {
    trainSeconds: trained.seconds,
    predictSeconds: median(predicted.map(({ seconds }) => seconds)),
    rmse: rmse(test.target, predicted[0].value),
  };
}

/** Contributions of 1,000 test rows; XGBoost explains our model from its file. With background rows it is another quantity. */
async function contributions(folder, table, runs) {
  const { train, test } = table.split(42);
  const model = gradientBoosting(settings).fit(train.matrix, train.target);
  const rows = takeMatrixRows(test.matrix, 1000);
  const background = takeMatrixRows(train.matrix, 100);
  writeFileSync(join(folder, "model.json"), toXgboostJson(model));
  writeFlat(folder, "explained", rows, new Float64Array(rows.rowCount));
  const ours = async (options) => {
    const { seconds, value } = await timed(() => treeShap(model, rows, options));
    return { seconds, firstRow: [...value.contributions.map((own) => own[0]), value.expected], options };
  };
  const figures = await inTurn(runs, {
    cuaderno: () => ours({}),
    "cuaderno, 100 background rows": () => ours({ background }),
    xgboost: () => python("contributions.py", [folder, String(rows.names.length)]),
  });
  report(
    `contributions: ${rows.rowCount} rows, ${model.trees.length} trees`,
    figures,
    "xgboost",
    { "": "seconds" },
    ([figure], base) => ({
      "largest difference in row 1":
        base && figure.options?.background === undefined
          ? Math.max(...figure.firstRow.map((value, index) => Math.abs(value - base[0].firstRow[index]))).toExponential(
              1,
            )
          : "another quantity",
    }),
  );
}

async function information(folder, _table, runs) {
  const random = randomSource(1);
  const rowCount = 100_000;
  const values = Float64Array.from({ length: rowCount }, () => random.normal());
  const target = values.map((value) => Math.sin(3 * value) + 0.3 * random.normal());
  const matrix = { rowCount, names: ["x"], columns: [values.map(Math.fround)] };
  for (const kind of ["number", "class"]) {
    const target01 = kind === "class" ? target.map((value) => (value > 0 ? 1 : 0)) : target;
    writeFlat(folder, "information", matrix, target01);
    const figures = await inTurn(runs, {
      cuaderno: async () => {
        const { seconds, value } = await timed(() =>
          mutualInformation(matrix.columns[0], target01, { discreteTarget: kind === "class" }),
        );
        return { seconds, information: value };
      },
      "scikit-learn": () => python("scikit_learn.py", [folder, kind, "1"]),
    });
    report(
      `mutual information of a number and a ${kind}: ${rowCount} rows`,
      figures,
      "scikit-learn",
      { "": "seconds" },
      ([figure]) => ({
        nats: figure.information.toFixed(4),
      }),
    );
  }
}

/** ml-xgboost as it is by default: the exact method. Its own wrapper cannot hold all rows, our adapter passes them. */
async function mlXgboostPart(_folder, table) {
  const { train, test } = table.split(42);
  const { rounds, depth } = settings;
  const engine = await mlXgboost({ rounds, depth, treeMethod: "exact" });
  const figures = await inTurn(1, {
    cuaderno: () => trainOurs(train, test),
    "ml-xgboost": async () => {
      const trained = await timed(() => engine.fit(train.matrix, train.target));
      const predicted = await timed(() => trained.value.predict(test.matrix));
      const error = rmse(test.target, predicted.value);
      return { trainSeconds: trained.seconds, predictSeconds: predicted.seconds, rmse: error };
    },
  });
  report("boosted trees and ml-xgboost's default", figures, "ml-xgboost", { train: "trainSeconds" }, ([figure]) => ({
    "test RMSE": figure.rmse.toFixed(2),
  }));
}

/** 50 trials of 100 rounds each on one binned table, the same space and the same rows on both sides. */
async function search(folder, table, runs) {
  const { train, test } = table.split(42);
  writeFlat(folder, "train", train.matrix, train.target);
  writeFlat(folder, "test", test.matrix, test.target);
  const space = {
    depth: integer(3, 10),
    learningRate: real(0.02, 0.5, { log: true }),
    subsample: real(0.5, 1),
    columnSample: real(0.5, 1),
    lambda: real(0.05, 10, { log: true }),
  };
  const figures = await inTurn(Math.min(runs, 1), {
    cuaderno: async () => {
      const { seconds, value } = await timed(() => {
        const binned = binMatrix(train.matrix, { maxBins: 255 });
        const trial = (params) =>
          rmse(
            test.target,
            gradientBoosting({ ...params, rounds: 100 })
              .fitBinned(binned, train.target, { threads: 1 })
              .predict(test.matrix),
          );
        return minimize(space, trial, { trials: 50, seed: 7 });
      });
      return { seconds, best: value.best.value };
    },
    optuna: () => python("optuna_search.py", [folder, String(train.matrix.names.length)]),
  });
  report("search: 50 trials", figures, "optuna", { "": "seconds" }, ([{ best }]) => ({ "best RMSE": best.toFixed(2) }));
}
