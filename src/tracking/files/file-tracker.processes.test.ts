import type { ChildProcess } from "node:child_process";
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

describe("fileTracker in many processes", () => {
  it("creates one experiment per name and loses nothing", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${opening}
      import { appendFileSync } from "node:fs";
      const run = await tracker.startRun({ experiment: "traffic", name: who });
      const other = await tracker.startRun({ experiment: "experiment " + who });
      await other.end();
      for (let step = 0; step < 400; step++) await run.logMetrics({ loss: step / 7, mae: step }, { step });
      await run.logParams({ who, depth: 6 });
      await run.end();
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

  it("stores a deletion and an end at the same time", { timeout: 60_000 }, async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const ending = childProgram(`${opening}
      const run = await tracker.openRun(who);
      console.log("opened");
      for (let count = 0; count < 150; count++) await run.end(count % 2 === 0 ? "failed" : "killed");
      await run.end("finished");
    `);
    const deleting = childProgram(`${opening}
      const lose = (kind) => { throw new Error(kind + " was lost"); };
      for (let count = 0; count < 75; count++) {
        await tracker.deleteRun(who).catch(() => lose("a restore"));
        await tracker.restoreRun(who).catch(() => lose("a deletion"));
      }
      await tracker.deleteRun(who);
    `);
    const first = startChild(ending, [root, run.id]);
    // A deleted run cannot be opened: the deletions begin when it is open.
    await new Promise((resolve) => first.child.stdout?.once("data", resolve));
    const second = startChild(deleting, [root, run.id]);
    expect(await first.ended).toEqual({ code: 0, output: "opened\n" });
    expect(await second.ended).toEqual({ code: 0, output: "" });
    expect((await tracker.runs({ deleted: true })).map(({ id, status }) => [id, status])).toEqual([
      [run.id, "finished"],
    ]);
  });

  it("appends to the same metric without losing or mixing lines", async () => {
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

describe("fileTracker in 50 processes of which half are killed", () => {
  it("loses nothing that was acknowledged", { timeout: 240_000 }, async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${opening}
      for (let count = 0; count < Number(process.argv[4]); count++) {
        const run = await tracker.startRun({ experiment: "experiment " + (count % 3), name: who });
        console.log("start " + run.id);
        await run.logParams({ who, count });
        console.log("param " + run.id + " " + count);
        for (let step = 0; step < 8; step++) {
          await run.logMetrics({ loss: step }, { step });
          console.log("metric " + run.id + " " + step);
        }
        await run.logArtifact("model.json", who);
        console.log("artifact " + run.id);
        await run.end();
        console.log("end " + run.id);
      }
    `);
    const random = randomSource(11);
    // Those that are killed have more to do than they have time for, however busy the machine is.
    const children = Array.from({ length: 50 }, (_, index) =>
      startChild(program, [root, `p${index}`, index % 2 === 0 ? "600" : "6"]),
    );
    const killed = children.filter((_, index) => index % 2 === 0);
    for (const { child } of killed) killAfter(child, Math.floor(random.uniform() * 40));
    const ends = await Promise.all(children.map(({ ended }) => ended));
    expect(ends.filter(({ code }) => code === "SIGKILL").length).toBe(25);
    expect(ends.filter(({ code }) => code === 0).length).toBe(25);
    const { tracker, problems } = temporaryTracker({ root });
    const runs = new Map((await tracker.runs()).map((run) => [run.id, run]));
    let checked = 0;
    for (const line of ends.flatMap(({ output }) => output.split("\n").slice(0, -1))) {
      const [call, id = "", value = ""] = line.split(" ");
      const run = runs.get(id);
      if (call === "start") expect(run).toBeDefined();
      if (call === "param") expect(run?.params.count).toBe(value);
      if (call === "metric") expect(run?.metrics.loss).toBeGreaterThanOrEqual(Number(value));
      if (call === "artifact") expect(await tracker.artifacts(id)).toMatchObject([{ path: "model.json" }]);
      if (call === "end") expect(run?.status).toBe("finished");
      checked += 1;
    }
    expect(checked).toBeGreaterThan(25 * 6 * 12);
    expect(problems).toEqual([]);
    expect((await tracker.experiments()).length).toBe(4);
    expect(temporaryValues(root)).toEqual([]);
  });
});

describe("fileTracker in a process that is killed", () => {
  it("leaves every file valid, whenever it is killed", { timeout: 120_000 }, async () => {
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
    expect(counts.finished).toBeGreaterThanOrEqual(12);
    expect(counts.running).toBeLessThanOrEqual(12);
    expect(temporaryValues(root)).toEqual([]);
  });
});

/** Temporary files among the values, which would make MLflow fail. */
function temporaryValues(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /[/\\](metrics|params|tags)$/.test(entry.parentPath) && entry.name.startsWith("."),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Kills a process when it has written some lines. */
function killAfter(child: ChildProcess, count: number): void {
  let lines = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    lines += chunk.toString().split("\n").length - 1;
    if (lines >= count) child.kill("SIGKILL");
  });
}
