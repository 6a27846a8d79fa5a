// Learning compared with its references, one thread, CPU seconds: boosted trees (LightGBM, XGBoost, ml-xgboost), contributions (XGBoost),
// logistic regression and mutual information (scikit-learn), a search of 50 trials (Optuna with LightGBM). Only `cores` takes wall seconds:
// boosted trees (LightGBM), a forest (scikit-learn) and `tune` on 1, 2 and 4 threads.
// `npm run bench -- learning 3 trees` takes three runs of one part.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  columnsFromEntries,
  gradientBoosting,
  impute,
  integer,
  logistic,
  minimize,
  mlXgboost,
  pipeline,
  randomSource,
  real,
  rmse,
  standardScale,
  treeShap,
  tune,
} from "cuaderno";
import { binMatrix, randomForest, toXgboostJson } from "cuaderno/models";
import { nopPruner } from "cuaderno/search";
import { mutualInformation } from "cuaderno/stats";
import { toMatrix } from "cuaderno/table";
import { inFolder, inTurn, mean, median, python, report, timed, writeFlat } from "./learning/measure.mjs";
import { repeatedRows, takeMatrixRows, trafficTable } from "./learning/traffic-table.mjs";

const settings = { rounds: 200, depth: 6, learningRate: 0.1, lambda: 1, minChildWeight: 1, maxBins: 255 };
const seeds = [42, 1, 2, 3, 4, 5, 6, 7];
const parts = {
  trees,
  large,
  cores,
  contributions,
  logistic: logisticPart,
  information,
  "ml-xgboost": mlXgboostPart,
  search,
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

/** Wall seconds on several threads, of columns that are functions of few (one thread is used) and of independent ones. */
async function cores(folder, table, runs) {
  const { train } = table.split(42);
  await onCores(folder, repeatedRows(train, 241_020), `${table.source} repeated with noise`, runs);
  await onCores(folder, independentColumns(241_000, 30), "independent columns of a seed", runs);
  const some = independentColumns(50_000, 20);
  writeFlat(folder, "forest", some.matrix, some.target);
  await wallOnCores("forest of 20 trees: 50,000 rows x 20 features", runs, {
    cuaderno: (threads) =>
      JSON.stringify(randomForest({ trees: 20, leafRows: 5 }).fit(some.matrix, some.target, { threads })),
    "scikit-learn": (threads) => python("scikit_forest.py", [folder, "20", String(threads)])?.wallSeconds,
  });
  const entries = some.matrix.names.map((name, index) => [name, some.matrix.columns[index]]);
  const named = columnsFromEntries(
    [...entries, ["y", some.target]].map(([name, values]) => [name, { kind: "number", values }]),
  );
  await wallOnCores("tune: 6 trials x 4 folds, 50,000 rows x 20 features", runs, {
    cuaderno: async (workers) => {
      const { study } = await tune({
        table: named,
        target: "y",
        space: { depth: integer(3, 6) },
        trials: 6,
        folds: 4,
        seed: 1,
        workers: workers === 1 ? 0 : workers,
        pruner: nopPruner(),
        pipeline: ({ depth }) => pipeline({ steps: [], model: gradientBoosting({ depth, rounds: 60 }) }),
      });
      return JSON.stringify(study.trials.map(({ values }) => values));
    },
  });
}

/** Wall seconds of each engine on 1, 2 and 4 threads, as far as there are cores; a peer gives its own. */
async function wallOnCores(title, runs, engines) {
  const counts = [1, 2, 4].filter((count) => count <= availableParallelism());
  const first = {};
  const timedOn = (name, work, count) => async () => {
    const started = performance.now();
    const result = await work(count);
    if (result === undefined) return undefined;
    first[name] ??= result;
    const wallSeconds = typeof result === "number" ? result : (performance.now() - started) / 1000;
    return { wallSeconds, same: typeof result === "number" ? "" : result === first[name] ? "yes" : "no" };
  };
  const figures = await inTurn(
    runs,
    Object.fromEntries(
      Object.entries(engines).flatMap(([name, work]) =>
        counts.map((count) => [`${name}, ${count} threads`, timedOn(name, work, count)]),
      ),
    ),
  );
  const wall = (name) => median((figures.get(name) ?? []).map(({ wallSeconds }) => wallSeconds));
  console.log(title);
  console.table(
    [...figures].map(([name, all]) => ({
      engine: name,
      "wall s": wall(name).toFixed(2),
      "of one thread": (wall(name) / wall(name.replace(/\d+ threads/, "1 threads"))).toFixed(2),
      "same result": all.every(({ same }) => same === all[0].same) ? all[0].same : "no",
    })),
  );
}

/** Hours in a third of the columns, uniform numbers in the others, and a target of three of them. */
function independentColumns(rowCount, count) {
  const random = randomSource(1);
  const columns = Array.from({ length: count }, (_, column) =>
    Float64Array.from({ length: rowCount }, () => (column % 3 === 0 ? random.integer(24) : random.uniform())),
  );
  const target = columns[0].map(
    (hour, row) => Math.sin(hour / 4) + columns[1][row] * columns[2][row] + 0.3 * random.uniform(),
  );
  return { matrix: { rowCount, names: columns.map((_, column) => `x${column}`), columns }, target };
}

async function onCores(folder, many, source, runs) {
  writeFlat(folder, "train", many.matrix, many.target);
  writeFlat(folder, "test", takeMatrixRows(many.matrix, 1000), many.target.slice(0, 1000));
  const counts = [1, 2, 4].filter((count) => count <= availableParallelism());
  const width = String(many.matrix.names.length);
  let single;
  const ours = (threads) => () => {
    const started = performance.now();
    const model = gradientBoosting(settings).fit(many.matrix, many.target, { threads });
    const wallSeconds = (performance.now() - started) / 1000;
    const json = JSON.stringify(model);
    single ??= json;
    return { wallSeconds, same: json === single };
  };
  const lightgbm = (threads) => () =>
    python("lightgbm_trees.py", [folder, width, JSON.stringify({ ...settings, threads })]);
  const figures = await inTurn(
    runs,
    Object.fromEntries(
      counts.flatMap((count) => [
        [`cuaderno, ${count} threads`, ours(count)],
        [`lightgbm, ${count} threads`, lightgbm(count)],
      ]),
    ),
  );
  const wall = (all) => median(all.map(({ wallSeconds }) => wallSeconds));
  console.log(`boosted trees on several cores: ${many.matrix.rowCount} rows x ${width} features, ${source}`);
  console.table(
    [...figures].map(([engine, all]) => {
      const peer = figures.get(engine.replace("cuaderno", "lightgbm"));
      const one = figures.get(engine.replace(/\d+ threads/, "1 threads"));
      return {
        engine,
        "wall s": wall(all).toFixed(2),
        "of one thread": (wall(all) / wall(one)).toFixed(2),
        "of LightGBM": peer ? (wall(all) / wall(peer)).toFixed(2) : "",
        "same model": engine.startsWith("lightgbm") ? "" : all.every(({ same }) => same) ? "yes" : "no",
      };
    }),
  );
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

/** Is it a busy hour; and which quarter of the volumes is it in: all features, scaled. */
async function logisticPart(folder, table, runs) {
  const { train } = table.split(42);
  const own = columnsFromEntries(
    train.matrix.names.map((name, index) => [name, { kind: "number", values: train.matrix.columns[index] }]),
  );
  const whole = impute({ columns: train.matrix.names, strategy: "mean" }).fit(own).transform(own);
  const matrix = toMatrix(standardScale().fit(whole).transform(whole));
  const sorted = train.target.slice().sort();
  const quarter = (part) => sorted[Math.floor(part * sorted.length)];
  for (const [name, limits] of [
    ["two classes", [quarter(0.5)]],
    ["four classes", [quarter(0.25), quarter(0.5), quarter(0.75)]],
  ]) {
    const target = train.target.map((value) => limits.filter((limit) => value >= limit).length);
    writeFlat(folder, "logistic", matrix, target);
    const figures = await inTurn(runs, {
      cuaderno: async () => {
        const { seconds, value } = await timed(() => logistic().fit(matrix, target));
        const [first] = value.probabilities(takeMatrixRows(matrix, 1));
        return { seconds, chance: first[0] };
      },
      "scikit-learn": () => python("scikit_learn.py", [folder, "logistic", String(matrix.names.length)]),
    });
    report(
      `logistic regression, ${name}: ${matrix.rowCount} rows x ${matrix.names.length} features`,
      figures,
      "scikit-learn",
      { "": "seconds" },
      ([{ chance }]) => ({ "first class in row 1": chance.toFixed(7) }),
    );
  }
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
