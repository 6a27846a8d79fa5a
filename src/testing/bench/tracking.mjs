// The file tracker: a thousand runs of 10 metrics and 5 parameters, then listing and searching them, with MLflow's file
// store on the same folder and its SQLite store; then ten thousand runs. `tracking 2000 0` sets both numbers.
// Cold: from the loaded library of a new process, which finds the saved index, to the listed runs: on both sides with
// opening the folder or the database, without imports. Warm: a process that has listed a few times, such as the server
// of the page. Without an index: the first listing of a folder ever.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTracker } from "cuaderno";
import { searchRuns } from "cuaderno/tracking";

const filter = "metrics.metric3 > 0.5 and params.param1 = '1' and status = 'FINISHED'";
const tracking = fileURLToPath(import.meta.resolve("cuaderno/tracking"));

export default async function bench([count = "1000", many = "10000"] = []) {
  const rows = [];
  await withFolder(async (folder) => {
    const runs = Number(count);
    const ours = await measure(folder, runs);
    const peers = measureMlflow(folder, runs);
    for (const [name, peer] of Object.entries(peers ?? {})) {
      if (typeof peer === "string") continue;
      if (peer.runs < runs || (name === "file" && peer.matches !== ours.matches)) {
        throw new Error(
          `MLflow found ${peer.runs} runs and ${peer.matches} matches, expected ${runs} and ${ours.matches}`,
        );
      }
    }
    const row = (what, ours, key, isRate) => {
      const peer = (name) =>
        peers === undefined ? undefined : isRate ? ours / peers[name][key] : peers[name][key] / ours;
      rows.push({ what, cuaderno: format(ours, isRate), ...ratios(peer("file"), peer("sqlite")) });
    };
    row("runs per second", ours.runsPerSecond, "runsPerSecond", true);
    row("log_metric per second", ours.metricsPerSecond, "metricsPerSecond", true);
    row(`list ${runs}, no index, new process`, ours.rebuilt, "listed", false);
    row(`list ${runs}, index, new process (cold)`, ours.cold, "listed", false);
    row(`list ${runs} again (warm)`, ours.warm, "listedAgain", false);
    row(`search ${runs} (warm)`, ours.filtered, "filtered", false);
    if (peers !== undefined) console.log(`ratios to MLflow ${peers.version}: above 1 is faster than MLflow`);
  });
  if (Number(many) > 0) {
    await withFolder(async (folder) => {
      const ours = await measure(folder, Number(many));
      for (const [what, key] of [
        ["no index, new process", "rebuilt"],
        ["index, new process (cold)", "cold"],
        ["again (warm)", "warm"],
        ["search (warm)", "filtered"],
      ]) {
        rows.push({ what: `list ${many}, ${what}`, cuaderno: format(ours[key], false) });
      }
    });
  }
  console.table(rows);
}

async function measure(folder, runs) {
  process.env.XDG_CACHE_HOME = join(folder, "cache");
  const root = join(folder, "mlruns");
  const tracker = await openTracker({ uri: root, source: "bench" });
  const params = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`param${index}`, index]));
  const metrics = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`metric${index}`, index / 3]));
  const written = await timed(async () => {
    for (let index = 0; index < runs; index++) {
      const run = await tracker.startRun({ experiment: "bench" });
      await run.logParams(params);
      await run.logMetrics(metrics);
      await run.end();
    }
  });
  const run = await tracker.startRun({ experiment: "scratch metrics" });
  const points = 20_000;
  const logged = await timed(async () => {
    for (let step = 0; step < points; step++) await run.logMetrics({ loss: 1 / (step + 1) }, { step });
  });
  await run.end();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const rebuilt = listInProcess(root);
  const cold = await median(() => listInProcess(root), 7);
  for (let count = 0; count < 5; count++) await tracker.runs({ experiment: "bench" });
  const warm = await median(() => timed(() => tracker.runs({ experiment: "bench" })));
  let matches = 0;
  const filtered = await median(() =>
    timed(async () => {
      matches = (await searchRuns(tracker, { experiments: ["bench"], filter })).length;
    }),
  );
  return { runsPerSecond: runs / written, metricsPerSecond: points / logged, rebuilt, cold, warm, filtered, matches };
}

/** Seconds from the loaded library to the listed runs in a new process. */
function listInProcess(root) {
  const program = `
    import { openTracker } from "cuaderno";
    const started = performance.now();
    const tracker = await openTracker({ uri: ${JSON.stringify(root)} });
    await tracker.runs({ experiment: "bench" });
    console.log((performance.now() - started) / 1000);`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    cwd: join(tracking, "..", ".."),
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return Number(ran.stdout);
}

/** Undefined without an interpreter that has MLflow. */
function measureMlflow(folder, runs) {
  const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
  const program = fileURLToPath(new URL("tracking_mlflow.py", import.meta.url));
  const ran = spawnSync(python, [program, join(folder, "mlruns"), "bench", filter, String(runs)], {
    encoding: "utf8",
    timeout: 1_200_000,
  });
  if (ran.status === 0) return JSON.parse(ran.stdout.trim().split("\n").at(-1));
  console.log(`without MLflow (${python}: ${ran.error?.message ?? ran.stderr.trim().split("\n").at(-1)})`);
  return undefined;
}

function format(value, isRate) {
  return isRate ? Math.round(value) : `${(value * 1_000).toFixed(1)} ms`;
}

function ratios(file, sqlite) {
  if (file === undefined) return {};
  return { "x file store": Number(file.toFixed(1)), "x SQLite": Number(sqlite.toFixed(1)) };
}

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function median(seconds, repeats = 15) {
  const times = [];
  for (let count = 0; count < repeats; count++) times.push(await seconds());
  return times.sort((a, b) => a - b)[(repeats - 1) / 2];
}

async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
