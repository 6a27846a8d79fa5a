import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { childProgram, startChild } from "../../testing/child-program.js";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";

const opening = `
  import { randomBytes } from "node:crypto";
  import { fileTracker } from "./tracking/files/file-tracker.js";
  const [root = "", who = ""] = process.argv.slice(2);
  const newId = () => randomBytes(16).toString("hex");
  const tracker = fileTracker({ root, now: Date.now, newId, user: who });
`;

describe("many processes on one folder", () => {
  it("make one experiment of a name and lose nothing, in runs of their own and in a shared one", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${opening}
      import { appendFileSync } from "node:fs";
      const own = await tracker.startRun({ experiment: "traffic", name: who });
      const other = await tracker.startRun({ experiment: "experiment " + who });
      await other.end();
      for (let step = 0; step < 400; step++) await own.logMetrics({ loss: step / 7, mae: step }, { step });
      await own.logParams({ who, depth: 6 });
      await own.end();
    `);
    const children = ["1", "2", "3", "4"].map((who) => startChild(program, [root, who]).ended);
    expect(await Promise.all(children)).toEqual(children.map(() => ({ code: 0, output: "" })));
    const { tracker, problems } = temporaryTracker({ root });
    const names = (await tracker.experiments()).map(({ name }) => name).sort();
    expect(names).toEqual(["Default", "experiment 1", "experiment 2", "experiment 3", "experiment 4", "traffic"]);
    const runs = await tracker.runs({ experiment: "traffic" });
    expect(runs.map((run) => run.name).sort()).toEqual(["1", "2", "3", "4"]);
    for (const run of runs) {
      expect(run).toMatchObject({ status: "finished", params: { who: run.name, depth: "6" } });
      const history = await tracker.metricHistory(run.id, "loss");
      expect(history.map(({ value, step }) => [value, step])).toEqual(history.map((_, step) => [step / 7, step]));
      expect(history.length).toBe(400);
    }
    expect(problems).toEqual([]);
  });

  it("append to the same metric without losing or mixing lines", async () => {
    const { tracker, root, problems } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const program = childProgram(`${opening}
      import { createFileSync } from "./files/replace-file-sync.js";
      import { appendToFile } from "./tracking/files/append-to-file.js";
      for (let step = 0; step < 500; step++) {
        const line = \`170000000\${who} 0.\${who}\${step} \${step}\\n\`;
        const file = process.argv[4] ?? "";
        appendToFile(file, line) || createFileSync(file, line, { temporary: root + "/" + newId() }) || appendToFile(file, line);
      }
    `);
    const file = join(root, run.experimentId, run.id, "metrics", "shared");
    const children = ["1", "2", "3", "4"].map((who) => startChild(program, [root, who, file]).ended);
    expect(await Promise.all(children)).toEqual(children.map(() => ({ code: 0, output: "" })));
    const points = await tracker.metricHistory(run.id, "shared");
    expect(new Set(points.map(({ timestamp, step }) => `${timestamp} ${step}`)).size).toBe(2_000);
    expect(problems).toEqual([]);
  });
});

describe("a process killed while it logs", () => {
  it("leaves every file whole, wherever the kill falls", { timeout: 120_000 }, async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${opening}
      for (let count = 0; ; count++) {
        const run = await tracker.startRun({ experiment: "experiment " + (count % 5), tags: { team: "us" } });
        await run.logParams({ depth: count, text: "x".repeat(2_000) });
        for (let step = 0; step < 20; step++) await run.logMetrics({ ["m" + (step % 7)]: step }, { step });
        await run.logInput({ name: "data", source: "s", digest: String(count) });
        await run.logArtifact("a/b.txt", "y".repeat(20_000));
        await run.end();
        if (count === 0) console.log("going");
      }
    `);
    const random = randomSource(7);
    for (let attempt = 0; attempt < 12; attempt++) {
      const { child, ended } = startChild(program, [root, "ana"]);
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, random.uniform() * 60));
      child.kill("SIGKILL");
      expect((await ended).code).toBe("SIGKILL");
    }
    const { tracker, problems } = temporaryTracker({ root });
    const runs = await tracker.runs();
    const counts = { finished: 0, running: 0 };
    for (const run of runs) {
      counts[run.status as "finished" | "running"] += 1;
      for (const { path, size } of await tracker.artifacts(run.id)) expect([path, size]).toEqual(["a/b.txt", 20_000]);
      for (const text of [run.params.text ?? ""].filter((found) => found !== "")) expect(text.length).toBe(2_000);
      if (run.status === "finished") expect(Object.keys(run.metrics).length).toBe(7);
      await tracker.inputs(run.id);
    }
    expect(problems).toEqual([]);
    expect(counts.finished).toBeGreaterThan(12);
    expect(counts.running).toBeLessThanOrEqual(12);
    expect(emptyFiles(root)).toEqual([]);
  });
});

/** Files of the layout that MLflow would stumble over: a value file left empty, or a temporary one among them. */
function emptyFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /[/\\](metrics|params|tags)$/.test(entry.parentPath) && entry.name.startsWith("."),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}
