// Training on several threads next to peers with as many, in wall seconds: boosted trees (LightGBM), a forest (scikit-learn),
// cross-validation and `tune` (Optuna with LightGBM).
import { availableParallelism } from "node:os";
import { columnsFromEntries, crossValidate, gradientBoosting, integer, pipeline, randomSource, tune } from "cuaderno";
import { randomForest } from "cuaderno/models";
import { nopPruner } from "cuaderno/search";
import { inTurn, median, python, settings, writeFlat } from "./measure.mjs";
import { repeatedRows, takeMatrixRows } from "./traffic-table.mjs";

/** Wall seconds on several threads, of columns that are functions of few and of independent ones. */
export async function cores(folder, table, runs) {
  const { train } = table.split(42);
  await onCores(folder, repeatedRows(train, 241_020), `${table.source} repeated with noise`, runs);
  await onCores(folder, independentColumns(241_000, 30), "independent columns of a seed", runs);
}

/** Wall seconds of a forest on several threads. */
export async function forests(folder, _table, runs) {
  const some = independentColumns(50_000, 20);
  writeFlat(folder, "forest", some.matrix, some.target);
  await wallOnCores("forest of 20 trees: 50,000 rows x 20 features", runs, {
    cuaderno: (threads) =>
      JSON.stringify(randomForest({ trees: 20, leafRows: 5 }).fit(some.matrix, some.target, { threads })),
    "scikit-learn": (threads) => python("scikit_forest.py", [folder, "20", String(threads)])?.wallSeconds,
  });
}

/** Wall seconds of cross-validation and a search on several threads. */
export async function folds(folder, _table, runs) {
  const some = independentColumns(50_000, 20);
  writeFlat(folder, "forest", some.matrix, some.target);
  const entries = some.matrix.names.map((name, index) => [name, some.matrix.columns[index]]);
  const named = columnsFromEntries(
    [...entries, ["y", some.target]].map(([name, values]) => [name, { kind: "number", values }]),
  );
  await wallOnCores("cross-validation: 4 folds of 100 trees, 50,000 rows x 20 features", runs, {
    cuaderno: (threads) => {
      const own = pipeline({ steps: [], model: gradientBoosting({ rounds: 100 }) });
      return JSON.stringify(crossValidate(own, { table: named, target: "y", folds: 4, threads }).mean);
    },
  });
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
    "optuna with lightgbm": (threads) => python("optuna_folds.py", [folder, "20", String(threads)])?.wallSeconds,
  });
}

/** Wall seconds of each engine on 1, 2 and 4 threads, as far as there are cores; a peer gives its own. */
export async function wallOnCores(title, runs, engines) {
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
  const wall = (name) => median((figures.get(name) ?? []).map(({ wallSeconds }) => wallSeconds)) ?? Number.NaN;
  const peer = Object.keys(engines).find((name) => name !== "cuaderno");
  const getPeer = (name) => name.replace("cuaderno", peer);
  const ratio = (own, other) => (Number.isNaN(other) ? "" : (own / other).toFixed(2));
  console.log(title);
  console.table(
    [...figures].map(([name, all]) => ({
      engine: name,
      "wall s": wall(name).toFixed(2),
      "of one thread": (wall(name) / wall(name.replace(/\d+ threads/, "1 threads"))).toFixed(2),
      "of the peer": name.startsWith("cuaderno") ? ratio(wall(name), wall(getPeer(name))) : "",
      "same result": all.every(({ same }) => same === all[0].same) ? all[0].same : "no",
    })),
  );
}

/** Hours in a third of the columns, uniform numbers in the others, and a target of three of them. */
export function independentColumns(rowCount, count) {
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
