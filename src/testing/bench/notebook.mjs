// One notebook of ten cells, run and exported by Cuaderno and by nbconvert: same kernel, in turn, whole processes, medians.
// CUADERNO_BENCH_JUPYTER names the jupyter that has nbconvert (default jupyter). Options: repeats (5), and "run" or "export" alone.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const cuaderno = [process.execPath, join(root, "dist", "cli", "main.js")];
const jupyter = process.env.CUADERNO_BENCH_JUPYTER ?? "jupyter";

export default async function notebook(words = []) {
  const repeats = Number(words.find((word) => /^\d+$/.test(word)) ?? 5);
  const parts = ["run", "export"].filter(
    (part) => words.includes(part) || !words.some((word) => /^(run|export)$/.test(word)),
  );
  mkdirSync(join(root, "reports"), { recursive: true });
  const folder = mkdtempSync(join(root, "reports", "bench-notebook-"));
  try {
    writeKernel(folder);
    const input = join(folder, "bench.ipynb");
    const executed = join(folder, "bench.executed.ipynb");
    writeFileSync(input, JSON.stringify(tenCells));
    call([...cuaderno, "run", input, "-o", executed, "--quiet"], folder);
    const sides = {
      run: {
        ours: [...cuaderno, "run", input, "-o", join(folder, "ours.ipynb"), "--quiet"],
        nbconvert: [jupyter, "nbconvert", "--to", "notebook", "--execute", input, "--output", "theirs.ipynb"],
      },
      export: {
        ours: [...cuaderno, "export", executed, "-o", join(folder, "ours.html"), "--quiet"],
        nbconvert: [jupyter, "nbconvert", "--to", "html", executed, "--output", "theirs.html"],
      },
    };
    const rows = parts.map((part) => {
      const { ours, nbconvert } = sides[part];
      const times = { ours: [], nbconvert: [] };
      for (let repeat = 0; repeat <= repeats; repeat++) {
        const pair = [call(ours, folder), call(nbconvert, folder, { JUPYTER_PATH: folder })];
        if (repeat === 0) continue; // files of both sides are in the system's memory from here on
        times.ours.push(pair[0]);
        times.nbconvert.push(pair[1]);
      }
      const [own, their] = [median(times.ours), median(times.nbconvert)];
      return {
        what: part,
        "ours (s)": own.toFixed(2),
        "nbconvert (s)": their.toFixed(2),
        ratio: (own / their).toFixed(3),
      };
    });
    console.table(rows);
    if (parts.includes("export")) {
      const size = (file) => Math.round(statSync(join(folder, file)).size / 1_000);
      console.log(`page: ours ${size("ours.html")} kB with live figures, nbconvert ${size("theirs.html")} kB without`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that a program takes, from its start to its end. */
function call([program, ...words], cwd, environment = {}) {
  const started = performance.now();
  const { status, stderr, error } = spawnSync(program, words, {
    cwd,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  if (error !== undefined)
    throw new Error(
      `bench notebook: cannot start ${program}: ${error.message}; name jupyter in CUADERNO_BENCH_JUPYTER`,
    );
  if (status !== 0)
    throw new Error(`bench notebook: ${program} ${words[0]} ended with ${status}: ${stderr.trim().split("\n").at(-1)}`);
  return (performance.now() - started) / 1_000;
}

/** The kernel that Cuaderno brings along, as Jupyter finds it. */
function writeKernel(folder) {
  const kernel = join(folder, "kernels", "tslab");
  mkdirSync(kernel, { recursive: true });
  const shim = join(root, "dist", "notebook", "kernel", "assets", "tslab-preload.cjs");
  const tslab = join(root, "node_modules", "tslab", "bin", "tslab");
  const argv = [process.execPath, "--require", shim, tslab, "kernel", "--config-path", "{connection_file}"];
  writeFileSync(
    join(kernel, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const sources = [
  'import pl from "nodejs-polars";\nimport { mean, standardDeviation } from "simple-statistics";\nimport { show, lineFigure, barFigure } from "cuaderno";',
  "const rows = 10_000;\nconst hours = Array.from({ length: rows }, (_, row) => row % 24);\nconst volumes = hours.map((hour, row) => 1000 + 40 * hour + 300 * Math.sin(row));",
  "const frame = pl.DataFrame({ hour: hours, volume: volumes });",
  'const byHour = frame.groupBy("hour").agg(pl.col("volume").mean().alias("mean")).sort("hour");',
  "show(byHour);",
  'const means: number[] = byHour.getColumn("mean").toArray() as number[];\nconst clock = Array.from({ length: 24 }, (_, hour) => hour);',
  'show(lineFigure({ x: clock, y: means }, { title: "Volume by hour", x: { label: "hour" }, y: { label: "volume" } }));',
  "console.log(mean(volumes).toFixed(3), standardDeviation(volumes).toFixed(3));",
  'show(barFigure({ x: clock.map(String), y: means }, { title: "The same as bars", x: { label: "hour" }, y: { label: "volume" } }));',
  "const later = await new Promise<number>((done) => setTimeout(() => done(42), 5));\nlater;",
];

const tenCells = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
  cells: sources.flatMap((source, index) => [
    {
      cell_type: "markdown",
      id: `m${index}`,
      metadata: {},
      source: `## Step ${index + 1}\n\nWhat it does, in **words** and a formula: $x_${index}^2$.`,
    },
    { cell_type: "code", id: `c${index}`, metadata: {}, execution_count: null, outputs: [], source },
  ]),
};
