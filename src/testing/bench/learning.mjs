// Boosted trees beside LightGBM and XGBoost: the traffic table, 200 rounds, depth 6, one thread; 241,020 rows of the
// same with noise; and the contributions of 1,000 rows beside XGBoost's. `npm run bench -- learning 3 large` leaves the rest out.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  binMatrix,
  calendarParts,
  columns,
  cyclic,
  gradientBoosting,
  numbersNamed,
  oneHot,
  randomSource,
  randomSplit,
  readTable,
  rmse,
  select,
  takeNumbers,
  takeRows,
  toMatrix,
  toXgboostJson,
  treeShap,
} from "cuaderno";
import { trafficSchema } from "cuaderno/projects/traffic";

const settings = { rounds: 200, depth: 6, learningRate: 0.1, lambda: 1, minChildWeight: 1, maxBins: 255 };
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

export default async function learning([runs = "3", only] = []) {
  const { train, test, source } = await trafficMatrices();
  const cases = { plain: () => ({ train, test }), large: () => ({ train: repeatedRows(train, 241_020), test }) };
  for (const [name, make] of Object.entries(cases)) {
    if (only !== undefined && only !== name) continue;
    const parts = make();
    const { rowCount, names } = parts.train.matrix;
    console.log(`${source}: ${rowCount} + ${test.matrix.rowCount} rows x ${names.length} features`);
    inFolder((folder) => {
      const figures = new Map();
      for (const [part, { matrix, target }] of Object.entries(parts)) writeFlat(folder, part, matrix, target);
      for (let run = 0; run < Number(runs); run++) {
        record(figures, "cuaderno", trainOurs(parts.train, test));
        for (const peer of ["lightgbm", "xgboost"]) record(figures, peer, trainPeer(peer, folder, train.matrix));
      }
      report(figures);
    });
  }
  if (only === undefined || only === "contributions") inFolder((folder) => explain(folder, train, test, Number(runs)));
}

function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rows over and over up to `rowCount`; the copies have noise in the target and in columns of many values. */
function repeatedRows({ matrix, target }, rowCount) {
  const random = randomSource(1);
  const repeated = (values, noise) =>
    Float64Array.from({ length: rowCount }, (_, row) => {
      return values[row % values.length] + (row < values.length ? 0 : noise * (random.uniform() - 0.5));
    });
  const columns = matrix.columns.map((values) => repeated(values, new Set(values).size > 40 ? 0.01 : 0));
  return { matrix: { ...matrix, rowCount, columns }, target: repeated(target, 200) };
}

/** Contributions of the first 1,000 test rows; XGBoost explains our model from its file. */
function explain(folder, train, { matrix }, runs) {
  const model = gradientBoosting(settings).fit(train.matrix, train.target);
  const rows = takeMatrixRows(matrix, 1000);
  writeFileSync(join(folder, "model.json"), toXgboostJson(model));
  writeFlat(folder, "explained", rows, new Float64Array(rows.rowCount));
  const timed = (options) => {
    const started = process.cpuUsage();
    const shap = treeShap(model, rows, options);
    return {
      seconds: seconds(process.cpuUsage(started)),
      firstRow: [...shap.contributions.map((own) => own[0]), shap.expected],
    };
  };
  const figures = { cuaderno: [], "cuaderno, 100 background rows": [], xgboost: [] };
  for (let run = 0; run < runs; run++) {
    figures.cuaderno.push(timed({}));
    figures["cuaderno, 100 background rows"].push(timed({ background: takeMatrixRows(train.matrix, 100) }));
    const peer = python("learning_contributions.py", [folder, String(matrix.names.length)]);
    if (peer !== undefined) figures.xgboost.push(peer);
  }
  console.log(`contributions: ${rows.rowCount} rows, ${model.trees.length} trees`);
  const base = figures.xgboost[0];
  console.table(
    Object.entries(figures)
      .filter(([, all]) => all.length > 0)
      .map(([name, all]) => ({
        engine: name,
        "CPU s": median(all.map((figure) => figure.seconds)).toFixed(3),
        ratio: base
          ? (median(all.map((f) => f.seconds)) / median(figures.xgboost.map((f) => f.seconds))).toFixed(2)
          : "",
        "largest difference in row 1": base
          ? Math.max(...all[0].firstRow.map((value, place) => Math.abs(value - base.firstRow[place]))).toExponential(1)
          : "",
      })),
  );
}

function takeMatrixRows(matrix, count) {
  return { ...matrix, rowCount: count, columns: matrix.columns.map((values) => values.slice(0, count)) };
}

async function trafficMatrices() {
  const mirror = process.env.CUADERNO_DATA_MIRROR;
  const folder = mirror ? join(mirror, "traffic") : "data/traffic/sample";
  const years = [2012, 2013, 2014, 2015, 2016, 2017, 2018];
  const files = years.map((year) => join(folder, `Metro_Interstate_Traffic_Volume_${year}.csv`));
  const table = columns(await readTable(files, trafficSchema));
  const volume = numbersNamed(table, "volume");
  const steps = [
    calendarParts({ column: "time", parts: ["hour", "weekday", "weekend", "day", "month", "year", "dayOfYear"] }),
    cyclic({ column: "hour", period: 24, keepSource: true }),
    cyclic({ column: "weekday", period: 7, keepSource: true }),
    cyclic({ column: "month", period: 12, keepSource: true }),
    cyclic({ column: "dayOfYear", period: 365.25, keepSource: true }),
    oneHot({ columns: ["weather"] }),
  ];
  const made = steps.reduce((current, step) => step.fit(current).transform(current), table);
  const features = [...made.byName]
    .filter(([name, { kind }]) => kind === "number" && name !== "volume")
    .map(([name]) => name);
  const ready = select({ columns: features }).fit(made).transform(made);
  const split = randomSplit(table.rowCount, { testShare: 0.2, seed: 42 });
  const part = (rows) => ({ matrix: toMatrix(takeRows(ready, rows)), target: takeNumbers(volume, rows) });
  return {
    train: part(split.train),
    test: part(split.test),
    source: mirror ? "traffic, year files" : "traffic, sample",
  };
}

function trainOurs(train, test) {
  const started = process.cpuUsage();
  const model = gradientBoosting(settings).fitBinned(
    binMatrix(train.matrix, { maxBins: settings.maxBins }),
    train.target,
  );
  const trained = process.cpuUsage(started);
  const predicted = process.cpuUsage();
  const error = rmse(test.target, model.predict(test.matrix));
  return { trainSeconds: seconds(trained), predictSeconds: seconds(process.cpuUsage(predicted)), rmse: error };
}

function trainPeer(peer, folder, matrix) {
  return python(`learning_${peer}.py`, [folder, String(matrix.names.length), JSON.stringify(settings)]);
}

/** A peer prints one line of JSON with its figures and version; absent peers are left out with a line. */
function python(script, words) {
  const pythons = [process.env.CUADERNO_BENCH_PYTHON, "python3", "/usr/bin/python3"].filter(
    (python) => python && (existsSync(python) || !python.includes("/")),
  );
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, [here(script), ...words], {
      encoding: "utf8",
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    if (status === 0) return JSON.parse(stdout);
  }
  return undefined;
}

function writeFlat(folder, part, matrix, target) {
  const flat = new Float32Array(matrix.rowCount * matrix.names.length);
  matrix.columns.forEach((values, column) => {
    for (let row = 0; row < matrix.rowCount; row++) flat[row * matrix.names.length + column] = values[row];
  });
  writeFileSync(join(folder, `${part}.x`), new Uint8Array(flat.buffer));
  writeFileSync(join(folder, `${part}.y`), new Uint8Array(target.buffer, target.byteOffset, target.byteLength));
}

function record(figures, name, figure) {
  if (figure === undefined) return;
  figures.set(name, [...(figures.get(name) ?? []), figure]);
}

function report(figures) {
  const base = figures.get("lightgbm") ?? figures.get("xgboost");
  const rows = [...figures].map(([name, all]) => {
    const train = median(all.map((figure) => figure.trainSeconds));
    const predict = median(all.map((figure) => figure.predictSeconds));
    return {
      engine: all[0].version ? `${name} ${all[0].version}` : name,
      "train CPU s": train.toFixed(3),
      ratio: base ? (train / median(base.map((figure) => figure.trainSeconds))).toFixed(2) : "",
      "predict CPU s": predict.toFixed(3),
      "ratio ": base ? (predict / median(base.map((figure) => figure.predictSeconds))).toFixed(2) : "",
      "test RMSE": all[0].rmse.toFixed(2),
    };
  });
  console.table(rows);
  for (const peer of ["lightgbm", "xgboost"]) {
    if (!figures.has(peer)) console.log(`no ${peer}: set CUADERNO_BENCH_PYTHON to a Python that has it`);
  }
}

const seconds = ({ user, system }) => (user + system) / 1e6;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
