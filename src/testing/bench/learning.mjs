// Boosted trees beside LightGBM and XGBoost: the traffic table, 30 features, 200 rounds, depth 6, one thread.
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
  randomSplit,
  readTable,
  rmse,
  select,
  takeNumbers,
  takeRows,
  toMatrix,
} from "cuaderno";
import { trafficSchema } from "cuaderno/projects/traffic";

const settings = { rounds: 200, depth: 6, learningRate: 0.1, lambda: 1, minChildWeight: 1, maxBins: 255 };
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

export default async function learning([runs = "3"] = []) {
  const { train, test, source } = await trafficMatrices();
  console.log(
    `${source}: ${train.matrix.rowCount} + ${test.matrix.rowCount} rows x ${train.matrix.names.length} features`,
  );
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  const figures = new Map();
  try {
    for (const [part, { matrix, target }] of Object.entries({ train, test })) writeFlat(folder, part, matrix, target);
    for (let run = 0; run < Number(runs); run++) {
      record(figures, "cuaderno", trainOurs(train, test));
      for (const peer of ["lightgbm", "xgboost"]) record(figures, peer, trainPeer(peer, folder, train.matrix));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  report(figures);
}

async function trafficMatrices() {
  const mirror = process.env.CUADERNO_DATA_MIRROR;
  const folder = mirror ? join(mirror, "traffic") : "data/traffic/sample";
  const years = [2012, 2013, 2014, 2015, 2016, 2017, 2018];
  const files = years.map((year) => join(folder, `Metro_Interstate_Traffic_Volume_${year}.csv`));
  const table = columns(await readTable(files, trafficSchema));
  const volume = numbersNamed(table, "volume");
  const steps = [
    calendarParts({ column: "time", parts: ["hour", "weekday", "month", "year", "dayOfYear"] }),
    cyclic({ column: "hour", period: 24 }),
    cyclic({ column: "weekday", period: 7 }),
    cyclic({ column: "month", period: 12 }),
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

/** A peer prints one line of JSON: trainSeconds, predictSeconds, rmse, version; absent peers are left out with a line. */
function trainPeer(peer, folder, matrix) {
  const words = [here(`learning_${peer}.py`), folder, String(matrix.names.length), JSON.stringify(settings)];
  const pythons = [process.env.CUADERNO_BENCH_PYTHON, "python3", "/usr/bin/python3"].filter(
    (python) => python && (existsSync(python) || !python.includes("/")),
  );
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, words, {
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
    return {
      engine: all[0].version ? `${name} ${all[0].version}` : name,
      "train CPU s": train.toFixed(3),
      ratio: base ? (train / median(base.map((figure) => figure.trainSeconds))).toFixed(2) : "",
      "predict CPU s": median(all.map((figure) => figure.predictSeconds)).toFixed(3),
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
