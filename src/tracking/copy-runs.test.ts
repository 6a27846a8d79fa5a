import { describe, expect, it } from "vitest";
import { temporaryTracker } from "../testing/temporary-tracker.js";
import { trackerServer } from "../testing/tracker-server.js";
import { copyRuns } from "./copy-runs.js";
import { fileTracker } from "./files/file-tracker.js";
import { mlflowConnection } from "./rest/mlflow-connection.js";
import { restTracker } from "./rest/rest-tracker.js";
import type { RunRecord, Tracker } from "./tracker.js";

async function serverTracker(): Promise<Tracker> {
  const { url } = await trackerServer();
  return restTracker({
    server: mlflowConnection({ uri: url, retries: 1 }),
    openStore: () => Promise.reject(new Error("artifacts are read through the server")),
    now: Date.now,
    newId: () => "f".repeat(32),
    user: "bob",
  });
}

/** What a run has, without ids and URIs. */
async function getContent(tracker: Tracker, run: RunRecord, parents: ReadonlyMap<string, string>) {
  const { "cuaderno.source.run": _, "mlflow.parentRunId": _parent, ...tags } = run.tags;
  const histories = await Promise.all(Object.keys(run.metrics).map((key) => tracker.metricHistory(run.id, key)));
  const files = await tracker.artifacts(run.id);
  return {
    ...{ name: run.name, experiment: run.experiment, status: run.status, start: run.startTime, end: run.endTime },
    ...{ params: run.params, metrics: run.metrics, tags, histories, files },
    parent: parents.get(run.parentId ?? ""),
    bytes: await Promise.all(files.map(async ({ path }) => [...(await tracker.readArtifact(run.id, path))])),
    inputs: await tracker.inputs(run.id),
  };
}

async function contents(tracker: Tracker) {
  const runs = await tracker.runs();
  const names = new Map(runs.map(({ id, name }) => [id, name]));
  const all = await Promise.all(runs.map((run) => getContent(tracker, run, names)));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function filled(): Promise<Tracker> {
  const { tracker } = temporaryTracker();
  const parent = await tracker.startRun({ experiment: "a / ü", name: "parent", tags: { "team/lead": "ana\nä 🚦" } });
  await parent.logParams({ long: "ü".repeat(6_000), empty: "", "a/b": 1 });
  const values = [1, Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324];
  await parent.logMetricHistory("loss", values);
  const point = { value: 2, step: 7, timestamp: 1_600_000_000_123 };
  await parent.logMetricHistory("scored", [point, point, { ...point, dataset: { name: "rows", digest: "ab" } }]);
  await parent.logArtifact("figures/größe 1.html", "<p>é</p>");
  await parent.logArtifact(
    "model.bin",
    Uint8Array.from({ length: 256 }, (_, index) => index),
  );
  await parent.logInput({ name: "rows", digest: "ab".repeat(32), source: "s3://b/rows.csv", context: "training" });
  await parent.logInput({
    name: "other",
    digest: "cd",
    source: '{"path":"x"}',
    schema: '{"a":"long"}',
    profile: '{"rows":3}',
  });
  const child = await tracker.startRun({ parent, name: "child" });
  await child.end("failed");
  await parent.end();
  await tracker.startRun({ name: "running" });
  return tracker;
}

describe("copying runs", () => {
  it("from a folder to a server and to another folder loses nothing, and can be repeated", async () => {
    const [source, server, { tracker: folder }] = [await filled(), await serverTracker(), temporaryTracker()];
    const expected = await contents(source);
    expect((await copyRuns(source, server)).every(({ isNew }) => isNew)).toBe(true);
    expect(await contents(server)).toEqual(expected);
    await copyRuns(server, folder);
    expect(await contents(folder)).toEqual(expected);
    expect((await copyRuns(source, server)).some(({ isNew }) => isNew)).toBe(false);
    await copyRuns(server, source);
    await copyRuns(folder, server);
    expect([await contents(source), await contents(server)]).toEqual([expected, expected]);
  });

  it("adds what a copy lacks", async () => {
    const [source, server] = [await filled(), await serverTracker()];
    await copyRuns(source, server);
    const [running] = (await source.runs()).filter(({ name }) => name === "running");
    const run = await source.openRun(running?.id ?? "");
    await run.logMetrics({ late: 1 });
    await run.logArtifact("late.txt", "x");
    await run.setTags({ note: "new" });
    await run.end("killed");
    const [parent] = (await source.runs()).filter(({ name }) => name === "parent");
    const opened = await source.openRun(parent?.id ?? "");
    await opened.logMetrics({ loss: 9 }, { step: 99 });
    await opened.logArtifact("model.bin", new Uint8Array(256));
    await copyRuns(source, server, { ids: [run.id, opened.id] });
    expect(await contents(server)).toEqual(await contents(source));
  });

  it("takes no tags of this process over to runs that were made elsewhere", async () => {
    const source = temporaryTracker().tracker;
    const run = await source.startRun({ name: "python", trackerTags: false });
    const options = { now: Date.now, newId: () => "e".repeat(32), user: "bob", tags: { "mlflow.source.name": "copy" } };
    const target = fileTracker({ ...options, root: temporaryTracker().tracker.uri });
    await copyRuns(source, target);
    const [copy] = await target.runs();
    expect(copy?.tags).toEqual({ "mlflow.runName": "python", "cuaderno.source.run": run.id });
  });

  it("copies the other runs when one holds what the target refuses", async () => {
    const [{ tracker: source }, { tracker: target }] = [temporaryTracker(), temporaryTracker()];
    const bad = await source.startRun({ name: "bad" });
    await bad.logArtifact("a", "x");
    await source.startRun({ name: "child", parent: bad });
    const broken = { ...source, artifacts: async () => [{ path: "back\\slash", size: 1 }] };
    const chosen = {
      ...broken,
      artifacts: (id: string) => (id === bad.id ? broken.artifacts() : source.artifacts(id)),
    };
    const refused: string[] = [];
    await copyRuns(chosen, target, { onRefused: ({ name }, { message }) => refused.push(`${name}: ${message}`) });
    expect(refused).toEqual([expect.stringMatching(/^bad: .*artifact path "back/)]);
    const copies = await target.runs();
    expect(copies.map(({ name }) => name).sort()).toEqual(["bad", "child"]);
    expect(copies.find(({ name }) => name === "child")?.parentId).toBe(copies.find(({ name }) => name === "bad")?.id);
    await expect(copyRuns(chosen, temporaryTracker().tracker)).rejects.toThrow(/artifact path "back/);
  });
});
