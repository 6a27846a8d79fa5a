// One notebook of ten cells, run and exported by Cuaderno and by nbconvert: same kernel, in turn, whole processes, medians, of wall and processor time. "kernel" runs it in
// the kernel cuaderno, and the same analysis in Python (Polars) by nbconvert. CUADERNO_BENCH_JUPYTER names the jupyter that has nbconvert (default
// jupyter), CUADERNO_BENCH_PYTHON a Python with ipykernel, Polars and, for "flow", papermill (default: the one next to jupyter). Options: repeats (5), and "run", "kernel", "flow" or
// "export" alone; "flow" is a folder of 20 such notebooks, as a flow next to a loop of papermill in one process. No side has NODE_EXTRA_CA_CERTS,
// which some networks set: Node 20 parses those certificates at every start, 28 ms of processor time on the machine of the figures.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const cuaderno = [process.execPath, join(root, "dist", "cli", "main.js")];
const tslab = join(root, "node_modules", "tslab", "bin", "tslab");
const jupyter = process.env.CUADERNO_BENCH_JUPYTER ?? "jupyter";
const python =
  process.env.CUADERNO_BENCH_PYTHON ?? (isAbsolute(jupyter) ? join(dirname(jupyter), "python3") : "python3");

export default async function notebook(words = []) {
  const repeats = Number(words.find((word) => /^\d+$/.test(word)) ?? 5);
  const known = ["run", "kernel", "untyped", "flow", "export"];
  const parts = known.filter((part) => words.includes(part) || !words.some((word) => known.includes(word)));
  checkPrograms(parts);
  mkdirSync(join(root, "reports"), { recursive: true });
  const folder = mkdtempSync(join(root, "reports", "bench-notebook-"));
  try {
    writeKernel(folder);
    const input = join(folder, "bench.ipynb");
    const executed = join(folder, "bench.executed.ipynb");
    writeFileSync(input, JSON.stringify(tenCells));
    writeFileSync(join(folder, "python.ipynb"), JSON.stringify(pythonCells));
    call([...cuaderno, "run", input, "-o", executed, "--quiet"], folder);
    const nbconvert = (name) => [jupyter, "nbconvert", "--to", "notebook", "--execute", join(folder, name)];
    const own = [...cuaderno, "run", input, "-o", join(folder, "ours.ipynb"), "--quiet"];
    const sides = {
      run: { ours: own, nbconvert: [...nbconvert("bench.ipynb"), "--output", "theirs.ipynb"] },
      kernel: {
        ours: [...own, "--kernel", "cuaderno"],
        nbconvert: [...nbconvert("bench.ipynb"), "--output", "theirs.ipynb"],
        "nbconvert, python3": [...nbconvert("python.ipynb"), "--output", "python-theirs.ipynb"],
        "cuaderno run, tslab": own,
      },
      untyped: {
        ours: [...own, "--kernel", "cuaderno", "--typecheck", "off"],
        nbconvert: [...nbconvert("bench.ipynb"), "--output", "theirs.ipynb"],
        "nbconvert, python3": [...nbconvert("python.ipynb"), "--output", "python-theirs.ipynb"],
        "cuaderno run, tslab": own,
      },
      flow: {
        ours: [
          ...cuaderno,
          "run",
          writeFlow(folder),
          "--force",
          "--quiet",
          "--kernel",
          "cuaderno",
          "-j",
          "2",
          "--reports",
          join(folder, "pages"),
        ],
        papermill: [python, "-c", papermillLoop, "flow-python"],
      },
      export: {
        ours: [...cuaderno, "export", executed, "-o", join(folder, "ours.html"), "--quiet"],
        nbconvert: [jupyter, "nbconvert", "--to", "html", executed, "--output", "theirs.html"],
      },
    };
    const rows = parts.flatMap((part) => {
      const times = Object.fromEntries(Object.keys(sides[part]).map((side) => [side, []]));
      for (let repeat = 0; repeat <= repeats; repeat++) {
        for (const [side, command] of Object.entries(sides[part])) {
          const taken = call(command, folder, { JUPYTER_PATH: folder });
          if (repeat > 0) times[side].push(taken); // files of all sides are in the system's memory from here on
        }
      }
      const { ours, ...peers } = Object.fromEntries(
        Object.entries(times).map(([side, list]) => [
          side,
          { wall: median(list.map(({ wall }) => wall)), cpu: median(list.map(({ cpu }) => cpu)) },
        ]),
      );
      return Object.entries(peers).map(([peer, theirs]) => ({
        what: part,
        "ours (s)": ours.wall.toFixed(2),
        peer,
        "peer (s)": theirs.wall.toFixed(2),
        ratio: (ours.wall / theirs.wall).toFixed(3),
        "ours (CPU s)": ours.cpu.toFixed(2),
        "peer (CPU s)": theirs.cpu.toFixed(2),
        "CPU ratio": (ours.cpu / theirs.cpu).toFixed(3),
      }));
    });
    console.table(rows);
    if (parts.includes("kernel")) await printStart(repeats);
    if (parts.includes("export")) {
      const size = (file) => Math.round(statSync(join(folder, file)).size / 1_000);
      console.log(`page: ours ${size("ours.html")} kB with live figures, nbconvert ${size("theirs.html")} kB without`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Refuses to start without what a part needs: a peer that fails at its start would take no time. */
function checkPrograms(parts) {
  const needed = [
    [existsSync(cuaderno[1]), "dist is not built; run npm run build"],
    [existsSync(tslab), "tslab is not installed; run npm ci"],
  ];
  const runs = (program, ...args) => spawnSync(program, args, { encoding: "utf8" }).status === 0;
  if (parts.some((part) => part !== "flow")) {
    const fix = "pip install nbconvert, and name its jupyter in CUADERNO_BENCH_JUPYTER";
    needed.push([runs(jupyter, "nbconvert", "--version"), `${jupyter} has no nbconvert; ${fix}`]);
  }
  const modules = [
    ...(parts.some((part) => part === "kernel" || part === "untyped") ? ["ipykernel", "polars"] : []),
    ...(parts.includes("flow") ? ["ipykernel", "polars", "papermill"] : []),
  ];
  for (const name of new Set(modules)) {
    const fix = `pip install ${name}, and name the Python in CUADERNO_BENCH_PYTHON`;
    needed.push([runs(python, "-c", `import ${name}`), `${python} has no ${name}; ${fix}`]);
  }
  const missing = needed.flatMap(([isThere, problem]) => (isThere ? [] : [problem]));
  if (missing.length > 0) throw new Error(`bench notebook: ${missing.join("\n  ")}`);
}

/** Folders of 20 notebooks, in TypeScript and in Python; returns the former. */
function writeFlow(folder) {
  for (const [name, notebook] of Object.entries({ flow: tenCells, "flow-python": pythonCells })) {
    mkdirSync(join(folder, name));
    for (let number = 1; number <= 20; number++) {
      writeFileSync(join(folder, name, `${String(number).padStart(2, "0")}-part.ipynb`), JSON.stringify(notebook));
    }
  }
  return join(folder, "flow");
}

const papermillLoop = `import glob, sys, papermill
for path in sorted(glob.glob(sys.argv[1] + "/*-part.ipynb")):
    papermill.execute_notebook(path, path.replace("-part", "-done"), progress_bar=False)`;

/** From the start of the kernel to the first output of a cell, and with a process that was started ahead; and of a bare Node. */
async function printStart(repeats) {
  const times = { cold: [], warm: [], node: [] };
  for (let repeat = 0; repeat < Math.max(repeats, 5); repeat++) {
    const started = performance.now();
    spawnSync(process.execPath, ["-e", "console.log(1)"], { env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined } });
    times.node.push(performance.now() - started);
    times.cold.push(await firstOutput(0));
    times.warm.push(await firstOutput(500));
  }
  const [cold, warm, node] = [times.cold, times.warm, times.node].map((list) => Math.round(median(list)));
  console.log(`start to first output: ${cold} ms, of a process started ahead ${warm} ms, of a bare Node ${node} ms`);
}

function firstOutput(aheadMs) {
  return new Promise((resolve, reject) => {
    const program = join(root, "dist", "kernel", "kernel-main.js");
    let started = performance.now();
    const child = spawn(process.execPath, ["--experimental-vm-modules", "--no-warnings", program, "--pipe", "3"], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const pipe = child.stdio[3];
    const send = (channel, type, content) => {
      const header = { msg_id: type, msg_type: type, session: "bench", username: "bench", date: "", version: "5.3" };
      pipe.write(`${JSON.stringify({ channel, header, parent_header: {}, metadata: {}, content })}\n`);
    };
    setTimeout(() => {
      if (aheadMs > 0) started = performance.now();
      send("control", "cuaderno_start", { cwd: root, environment: process.env, preload: [] });
      send("shell", "execute_request", { code: "console.log(1)", silent: false, store_history: true });
    }, aheadMs);
    let text = "";
    pipe.on("data", (chunk) => {
      text += chunk;
      if (!text.includes('"msg_type":"stream"')) return;
      pipe.removeAllListeners("data");
      child.kill("SIGKILL");
      resolve(performance.now() - started);
    });
    child.once("error", reject);
  });
}

/** Seconds that a program takes, from its start to its end, and the processor's seconds of it and what it starts. */
function call([program, ...words], cwd, environment = {}) {
  const started = performance.now();
  const { status, stderr, error } = spawnSync(
    "sh",
    ["-c", '"$@"; status=$?; times >&2; exit $status', "sh", program, ...words],
    {
      cwd,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, ...environment },
      encoding: "utf8",
    },
  );
  if (error !== undefined)
    throw new Error(
      `bench notebook: cannot start ${program}: ${error.message}; name jupyter in CUADERNO_BENCH_JUPYTER`,
    );
  if (status !== 0)
    throw new Error(
      `bench notebook: ${program} ${words[0]} ended with ${status}:\n${stderr.trim().split("\n").slice(-9, -2).join("\n")}`,
    );
  const spent = [
    ...stderr
      .trim()
      .split("\n")
      .at(-1)
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  const cpu = spent.reduce((total, [, minutes, seconds]) => total + 60 * Number(minutes) + Number(seconds), 0);
  return { wall: (performance.now() - started) / 1_000, cpu };
}

/** The kernel that Cuaderno brings along, and Python's, as Jupyter finds them. */
function writeKernel(folder) {
  const kernel = join(folder, "kernels", "tslab");
  mkdirSync(kernel, { recursive: true });
  mkdirSync(join(folder, "kernels", "python3"), { recursive: true });
  const launcher = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"];
  writeFileSync(
    join(folder, "kernels", "python3", "kernel.json"),
    JSON.stringify({ argv: launcher, display_name: "Python 3", language: "python" }),
  );
  const shim = join(root, "dist", "notebook", "kernel", "assets", "tslab-preload.cjs");
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

const pythonSources = [
  "import math\nfrom statistics import fmean, pstdev\nimport polars as pl\nfrom IPython.display import display",
  "rows = 10_000\nhours = [row % 24 for row in range(rows)]\nvolumes = [1000 + 40 * hour + 300 * math.sin(row) for row, hour in enumerate(hours)]",
  'frame = pl.DataFrame({"hour": hours, "volume": volumes})',
  'by_hour = frame.group_by("hour").agg(pl.col("volume").mean().alias("mean")).sort("hour")',
  "display(by_hour)",
  'means = by_hour["mean"].to_list()\nclock = list(range(24))',
  'def figure(kind, title):\n    data = [{"type": kind, "x": clock, "y": means}]\n    display({"application/vnd.plotly.v1+json": {"data": data, "layout": {"title": {"text": title}}}, "text/plain": title}, raw=True)\nfigure("scatter", "Volume by hour")',
  'print(f"{fmean(volumes):.3f} {pstdev(volumes):.3f}")',
  'figure("bar", "The same as bars")',
  "import asyncio\nawait asyncio.sleep(0.005)\nlater = 42\nlater",
];

const tenCells = notebookWith(sources, { name: "tslab", display_name: "TypeScript", language: "typescript" });
const pythonCells = notebookWith(pythonSources, { name: "python3", display_name: "Python 3", language: "python" });

function notebookWith(cellSources, kernelspec) {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: cellSources.flatMap((source, index) => [
      {
        cell_type: "markdown",
        id: `m${index}`,
        metadata: {},
        source: `## Step ${index + 1}\n\nWhat it does, in **words** and a formula: $x_${index}^2$.`,
      },
      { cell_type: "code", id: `c${index}`, metadata: {}, execution_count: null, outputs: [], source },
    ]),
  };
}
