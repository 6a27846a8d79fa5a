// CPU seconds of our side and of peers, each in turn, and the table of their medians.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The settings of boosted trees on all sides. */
export const settings = { rounds: 200, depth: 6, learningRate: 0.1, lambda: 1, minChildWeight: 1, maxBins: 255 };

/** Runs `work` with a folder that is removed afterwards. */
export async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `work` gives, with its CPU seconds. */
export async function timed(work) {
  const started = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(started);
  return { seconds: (user + system) / 1e6, value };
}

/** The figures that a Python program in this folder prints as one line of JSON; undefined where no Python has what it needs. */
export function python(script, words) {
  const pythons = [process.env.CUADERNO_BENCH_PYTHON, "python3", "/usr/bin/python3"].filter(
    (program) => program && (existsSync(program) || !program.includes("/")),
  );
  for (const program of pythons) {
    const { status, stdout } = spawnSync(program, [fileURLToPath(new URL(script, import.meta.url)), ...words], {
      encoding: "utf8",
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    });
    if (status === 0) return JSON.parse(stdout);
  }
  console.log(`${script} left out: set CUADERNO_BENCH_PYTHON to a Python that has what it imports`);
  return undefined;
}

/** Runs each engine `runs` times in turn; engines that give undefined are left out. */
export async function inTurn(runs, engines) {
  const figures = new Map();
  for (let run = 0; run < runs; run++) {
    for (const [name, measure] of Object.entries(engines)) {
      const figure = await measure(run);
      if (figure !== undefined) figures.set(name, [...(figures.get(name) ?? []), figure]);
    }
  }
  return figures;
}

/** Prints a line per engine: median seconds of each timed part with the ratio to `base`, then what `rest` says of its figures. */
export function report(title, figures, base, parts, rest = () => ({})) {
  console.log(title);
  const against = figures.get(base);
  console.table(
    [...figures].map(([name, all]) => {
      const line = { engine: all[0].version ? `${name} ${all[0].version}` : name };
      for (const [label, key] of Object.entries(parts)) {
        const own = median(all.map((figure) => figure[key]));
        line[`${label} CPU s`] = own.toFixed(3);
        line[`${label} ratio`] = against ? (own / median(against.map((figure) => figure[key]))).toFixed(2) : "";
      }
      return { ...line, ...rest(all, against) };
    }),
  );
}

/** Writes a matrix row after row in float32, as peers read it, and its target in float64. */
export function writeFlat(folder, part, matrix, target) {
  const flat = new Float32Array(matrix.rowCount * matrix.names.length);
  matrix.columns.forEach((values, column) => {
    for (let row = 0; row < matrix.rowCount; row++) flat[row * matrix.names.length + column] = values[row];
  });
  writeFileSync(join(folder, `${part}.x`), new Uint8Array(flat.buffer));
  writeFileSync(join(folder, `${part}.y`), new Uint8Array(target.buffer, target.byteOffset, target.byteLength));
}

export const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
