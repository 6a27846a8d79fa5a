// The file tracker: a thousand runs of 10 metrics and 5 parameters, then listing them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTracker } from "cuaderno";

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
    console.table([
      { what: "runs of 10 metrics and 5 parameters, whole", "per second": Math.round(runs / written) },
      { what: "log one metric", "per second": Math.round(points / logged) },
      { what: `list ${runs + 1} runs, first`, seconds: first.toFixed(3) },
      { what: `list ${runs + 1} runs, again`, seconds: again.toFixed(3) },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
