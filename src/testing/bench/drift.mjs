// Drift of a whole table: a million rows a side, 8 numeric and 2 category columns, made from a seed; Evidently on the
// same table where CUADERNO_BENCH_PYTHON has it. `npm run bench -- drift alarms` counts false alarms
// instead, `npm run bench -- drift power` how often seeded changes are found.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { columnsFromEntries, datasetDrift, randomSource } from "cuaderno";

export default async function drift([first = "1000000", runs = "20"] = []) {
  if (first === "alarms") return countAlarms(Number(runs));
  if (first === "power") return countFound(Number(runs));
  const count = Number(first);
  const [reference, current] = [1, 2].map((seed) => makeTable(count, seed));
  const before = process.memoryUsage().rss;
  const measured = [1, 2, 3].map(() => {
    const started = { wall: performance.now(), cpu: process.cpuUsage() };
    datasetDrift(reference, current);
    const cpu = process.cpuUsage(started.cpu);
    return { wall: (performance.now() - started.wall) / 1000, cpu: (cpu.user + cpu.system) / 1e6 };
  });
  const [cold] = measured;
  const rows = [
    {
      program: "cuaderno, first of three",
      rows: count,
      "wall s": cold.wall.toFixed(2),
      "CPU s": cold.cpu.toFixed(2),
      "peak MB": Math.round(process.resourceUsage().maxRSS / 1e3),
      "of it tables": Math.round(before / 1e6),
    },
    { program: "median of three", rows: count, "wall s": median(measured, "wall"), "CPU s": median(measured, "cpu") },
  ];
  const peer = evidently(count);
  if (peer !== undefined) {
    const { wall, cpu, peakMb } = peer;
    rows.push({
      program: "Evidently",
      rows: count,
      "wall s": wall.toFixed(2),
      "CPU s": cpu.toFixed(2),
      "peak MB": Math.round(peakMb),
    });
  }
  console.table(rows);
}

function median(measured, name) {
  return measured
    .map((own) => own[name])
    .sort((a, b) => a - b)[1]
    .toFixed(2);
}

function evidently(count) {
  const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
  try {
    const program = fileURLToPath(new URL("drift_evidently.py", import.meta.url));
    return JSON.parse(
      execFileSync(python, [program, String(count)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  } catch {
    console.log(`no Evidently in ${python}; set CUADERNO_BENCH_PYTHON`);
    return undefined;
  }
}

/** Columns of the kinds that make tests of drift fail. */
const makers = {
  normal: (random) => random.normal(),
  ties: (random) => Math.round(3 * random.normal()),
  "heavy tail": (random) => random.normal() / random.normal(),
  "mostly zero": (random) => (random.uniform() < 0.9 ? 0 : -3 * Math.log(random.uniform())),
  constant: () => 7,
  "few values": (random) => random.integer(4),
  missing: (random) => (random.uniform() < 0.1 ? Number.NaN : random.normal()),
  "six labels": (random) => random.integer(6),
  "rare labels": (random) => Math.floor(1 / (random.uniform() + 0.02)),
  "one rare label": (random) => (random.uniform() < 0.01 ? 1 : 0),
};

/** The share of tables without drift that get a warning or failure, from 30 to a million rows. */
function countAlarms(runs) {
  const random = randomSource(17);
  const sizes = [30, 100, 1_000, 10_000, 100_000, 1_000_000];
  const rows = sizes.map((count) => {
    const tries = count >= 100_000 ? Math.max(3, Math.round((runs * 1e5) / count)) : 10 * runs;
    let alarms = 0;
    for (let run = 0; run < tries; run++)
      if (datasetDrift(kinds(random, count), kinds(random, count)).drifted) alarms++;
    return { rows: count, tables: tries, alarms, share: (alarms / tries).toFixed(3) };
  });
  console.table(rows);
}

/** Seeded changes of a normal column. */
const shifts = {
  none: (value) => value,
  "0.1 standard deviations": (value) => value + 0.1,
  "0.3 standard deviations": (value) => value + 0.3,
  "1 standard deviation": (value) => value + 1,
  "missing burst of 15 %": (value, random) => (random.uniform() < 0.15 ? Number.NaN : value),
  "swapped units": (value) => value * 1.8 + 32,
};

/** The share of comparisons with a warning or failure, in brackets with a failure, by change and rows of each side. */
function countFound(runs) {
  const random = randomSource(23);
  const sizes = [30, 100, 1_000, 10_000, 100_000, 1_000_000];
  const share = (name, count) => {
    const tries = count >= 100_000 ? Math.max(2, Math.round((runs * 2e4) / count)) : runs;
    const levels = Array.from({ length: tries }, () => {
      const [reference, current] = [false, true].map((isCurrent) => oneColumn(name, random, count, isCurrent));
      return datasetDrift(reference, current).severity;
    });
    const [found, failed] = [1, 2].map((least) => levels.filter((level) => level >= least).length / tries);
    return `${found.toFixed(2)} (${failed.toFixed(2)})`;
  };
  const rows = [...Object.keys(shifts), "new label of 6 %"].map((name) => [
    name,
    Object.fromEntries(sizes.map((count) => [count, share(name, count)])),
  ]);
  console.table(Object.fromEntries(rows));
}

function oneColumn(name, random, count, isCurrent) {
  const shift = shifts[name];
  if (shift !== undefined) {
    const draw = () => (isCurrent ? shift(random.normal(), random) : random.normal());
    return columnsFromEntries([["x", { kind: "number", values: Float64Array.from({ length: count }, draw) }]]);
  }
  const draw = () => (isCurrent && random.uniform() < 0.06 ? 6 : random.integer(6));
  const codes = Int32Array.from({ length: count }, draw);
  return columnsFromEntries([["x", { kind: "category", codes, categories: Array.from("abcdefg") }]]);
}

function kinds(random, count) {
  return columnsFromEntries(
    Object.entries(makers).map(([name, draw]) => {
      const values = Float64Array.from({ length: count }, () => draw(random));
      if (!name.includes("label")) return [name, { kind: "number", values }];
      const labels = values.reduce((most, value) => Math.max(most, value), 1) + 1;
      return [
        name,
        {
          kind: "category",
          codes: Int32Array.from(values),
          categories: Array.from({ length: labels }, (_, label) => `label ${label}`),
        },
      ];
    }),
  );
}

function makeTable(count, seed) {
  const random = randomSource(seed);
  const numbers = Array.from({ length: 8 }, (_, index) => {
    const values = Float64Array.from({ length: count }, () => random.normal() + (index * seed) / 20);
    return [`number${index}`, { kind: "number", values }];
  });
  const categories = Array.from({ length: 2 }, (_, index) => {
    const codes = Int32Array.from({ length: count }, () => random.integer(6 + seed * index));
    return [`category${index}`, { kind: "category", codes, categories: Array.from("abcdefghij") }];
  });
  return columnsFromEntries([...numbers, ...categories]);
}
