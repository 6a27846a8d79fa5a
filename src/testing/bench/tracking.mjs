// The file tracker: a thousand runs of 10 metrics and 5 parameters, then listing and searching them, with MLflow's file
// store on the same folder.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTracker } from "cuaderno";
import { searchRuns } from "cuaderno/tracking";

const filter = "metrics.metric3 > 0.5 and params.param1 = '1' and status = 'FINISHED'";

export default async function tracking([count = "1000"] = []) {
  const runs = Number(count);
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-"));
  try {
    const tracker = await openTracker({ uri: folder, source: "bench" });
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
    const run = await tracker.startRun({ experiment: "bench" });
    const points = 20_000;
    const logged = await timed(async () => {
      for (let step = 0; step < points; step++) await run.logMetrics({ loss: 1 / (step + 1) }, { step });
    });
    await run.end();
    const first = await timed(async () => (await openTracker({ uri: folder })).runs({ experiment: "bench" }));
    const again = await timed(() => tracker.runs({ experiment: "bench" }));
    let matches = 0;
    const filtered = await timed(async () => {
      matches = (await searchRuns(tracker, { experiments: ["bench"], filter })).length;
    });
    const peer = searchWithMlflow(folder);
    if (peer !== undefined && (peer.runs !== runs + 1 || peer.matches !== matches)) {
      throw new Error(
        `MLflow found ${peer.runs} runs and ${peer.matches} matches, expected ${runs + 1} and ${matches}`,
      );
    }
    console.table([
      { what: "runs of 10 metrics and 5 parameters, whole", "per second": Math.round(runs / written) },
      { what: "log one metric", "per second": Math.round(points / logged) },
      { what: `list ${runs + 1} runs, first`, seconds: first.toFixed(3) },
      { what: `list ${runs + 1} runs, again`, seconds: again.toFixed(3) },
      { what: `search ${runs + 1} runs`, seconds: filtered.toFixed(3) },
      ...(peer === undefined
        ? []
        : [
            { what: `list with MLflow ${peer.version}`, seconds: peer.listed.toFixed(3) },
            { what: `search with MLflow ${peer.version}`, seconds: peer.filtered.toFixed(3) },
          ]),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Undefined without an interpreter that has MLflow. */
function searchWithMlflow(folder) {
  const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
  const program = fileURLToPath(new URL("tracking_mlflow.py", import.meta.url));
  const ran = spawnSync(python, [program, folder, "bench", filter], { encoding: "utf8", timeout: 600_000 });
  if (ran.status === 0) return JSON.parse(ran.stdout.trim().split("\n").at(-1));
  console.log(`without MLflow (${python}: ${ran.error?.message ?? ran.stderr.trim().split("\n").at(-1)})`);
  return undefined;
}

async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
