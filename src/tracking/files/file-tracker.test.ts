import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../core/errors.js";
import { temporaryFolder, temporaryTracker } from "../../testing/temporary-tracker.js";
import { trackerContract } from "../../testing/tracker-contract.js";

trackerContract("file", async () => temporaryTracker().tracker);

describe("fileTracker's files", () => {
  it("lie where MLflow looks for them, byte for byte", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic", name: "first" });
    await run.logParams({ depth: 6 });
    await run.logMetrics({ rmse: 1, mae: 1e-7 }, { step: 3, timestamp: 1_700_000_000_100 });
    await run.end();
    const experiment = join(root, run.experimentId);
    const path = join(experiment, run.id);
    expect(run.experimentId).toMatch(/^[1-9]\d{17}$/);
    expect(readFileSync(join(root, "0", "meta.yaml"), "utf8")).toContain("experiment_id: '0'\n");
    expect(readFileSync(join(experiment, "meta.yaml"), "utf8")).toBe(
      [
        `artifact_location: file://${experiment}`,
        "creation_time: 1700000000002",
        `experiment_id: '${run.experimentId}'`,
        "last_update_time: 1700000000002",
        "lifecycle_stage: active",
        "name: traffic",
        "trace_location: null",
        "workspace: default",
        "",
      ].join("\n"),
    );
    expect(readFileSync(join(path, "meta.yaml"), "utf8")).toBe(
      [
        `artifact_uri: file://${path}/artifacts`,
        "end_time: 1700000000004",
        "entry_point_name: ''",
        `experiment_id: '${run.experimentId}'`,
        "lifecycle_stage: active",
        `run_id: ${run.id}`,
        "run_name: first",
        "source_name: ''",
        "source_type: 4",
        "source_version: ''",
        "start_time: 1700000000003",
        "status: 3",
        "tags: []",
        "user_id: ana",
        "",
      ].join("\n"),
    );
    expect(readFileSync(join(path, "metrics", "rmse"), "utf8")).toBe("1700000000100 1.0 3\n");
    expect(readFileSync(join(path, "metrics", "mae"), "utf8")).toBe("1700000000100 1e-07 3\n");
    expect(readFileSync(join(path, "params", "depth"), "utf8")).toBe("6");
    expect(readFileSync(join(path, "tags", "mlflow.runName"), "utf8")).toBe("first");
    expect(readFileSync(join(path, "tags", "mlflow.user"), "utf8")).toBe("ana");
    expect(readdirSync(path).sort()).toEqual(["artifacts", "meta.yaml", "metrics", "params", "tags"]);
  });

  it("keep deleted_time while a run is new, as MLflow does", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun();
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    expect(run.experimentId).toBe("0");
    expect(readFileSync(file, "utf8")).toContain("deleted_time: null\nend_time: null\n");
    expect(readFileSync(file, "utf8")).toContain("status: 1\n");
  });

  it("record data sets with the experiment and as inputs of the run", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logInput({ name: "2016.csv", source: "s3://bucket/2016.csv", digest: "4e123456", context: "training" });
    const [dataset = ""] = readdirSync(join(root, run.experimentId, "datasets"));
    const [input = ""] = readdirSync(join(root, run.experimentId, run.id, "inputs"));
    expect(dataset).toBe("3f59651e27963ef0f6c948041510067b");
    expect(input).toBe(
      createHash("md5")
        .update(dataset + run.id)
        .digest("hex"),
    );
    expect(readFileSync(join(root, run.experimentId, "datasets", dataset, "meta.yaml"), "utf8")).toBe(
      "digest: '4e123456'\nname: 2016.csv\nprofile: '{}'\nschema: null\nsource: '{\"uri\":\"s3://bucket/2016.csv\"}'\nsource_type: s3\n",
    );
    expect(readFileSync(join(root, run.experimentId, run.id, "inputs", input, "meta.yaml"), "utf8")).toBe(
      `destination_id: ${dataset}\ndestination_type: RUN\nsource_id: ${dataset}\nsource_type: DATASET\ntags:\n  mlflow.data.context: training\n`,
    );
  });

  it("have no temporary file left after any of the calls", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logParams({ a: 1 });
    await run.logParams({ a: 1 });
    await run.logMetrics({ m: 1 });
    await run.logArtifact("a/b", "c");
    await run.logInput({ name: "n", source: "s", digest: "d" });
    await expect(run.logMetrics({ "m/n": 1 })).rejects.toThrow(ArgumentError);
    await run.end();
    const all = readdirSync(root, { recursive: true }).map(String);
    expect(all.filter((name) => name.includes("tmp"))).toEqual([]);
  });
});

describe("fileTracker", () => {
  it.each([
    ["loss", "loss/train"],
    ["loss/train", "loss"],
  ])("says that keys %j and %j cannot stand beside each other", async (first, second) => {
    const { tracker } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logMetrics({ [first]: 1 });
    await run.logParams({ [first]: 1 });
    await run.setTags({ [first]: "1" });
    for (const attempt of [
      run.logMetrics({ [second]: 1 }),
      run.logParams({ [second]: 1 }),
      run.setTags({ [second]: "1" }),
    ]) {
      await expect(attempt).rejects.toThrow(/cannot be kept: .* cannot also be a folder/);
    }
    expect((await tracker.run(run.id)).metrics).toEqual({ [first]: 1 });
  });

  it("gives an experiment the same id in every store, so that stores can be merged", async () => {
    const one = await temporaryTracker().tracker.startRun({ experiment: "traffic" });
    const two = await temporaryTracker().tracker.startRun({ experiment: "traffic" });
    expect(one.experimentId).toBe(two.experimentId);
  });

  it("makes another experiment when the first of that name was renamed", async () => {
    const { tracker, root } = temporaryTracker();
    const before = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, before.experimentId, "meta.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("name: traffic", "name: renamed"));
    const after = await tracker.startRun({ experiment: "traffic" });
    expect(after.experimentId).not.toBe(before.experimentId);
    expect((await tracker.startRun({ experiment: "renamed" })).experimentId).toBe(before.experimentId);
  });

  it("refuses to take up a deleted experiment", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    mkdirSync(join(root, ".trash"));
    renameSync(join(root, run.experimentId), join(root, ".trash", run.experimentId));
    await expect(tracker.startRun({ experiment: "traffic" })).rejects.toThrow(/"traffic" was deleted .*restore it/);
    expect(await tracker.runs()).toEqual([]);
  });

  it("leaves out deleted runs and experiments", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("lifecycle_stage: active", "lifecycle_stage: deleted"));
    expect(await tracker.runs()).toEqual([]);
    await expect(tracker.run(run.id)).rejects.toThrow(/was deleted/);
  });

  it("finds artifacts after the folder was moved", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logArtifact("a.txt", "hello");
    const moved = join(temporaryFolder(), "elsewhere");
    renameSync(root, moved);
    const { tracker: again } = temporaryTracker({ root: moved });
    expect(await again.artifacts(run.id)).toEqual([{ path: "a.txt", size: 5 }]);
    const { artifactUri } = await again.run(run.id);
    expect(readFileSync(join(fileURLToPath(artifactUri), "a.txt"), "utf8")).toBe("hello");
  });

  it("gives the address of artifacts kept in another store as it is written", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    const text = readFileSync(file, "utf8").replace(/^artifact_uri: .*$/m, "artifact_uri: s3://bucket/1/artifacts");
    writeFileSync(file, text);
    expect((await tracker.run(run.id)).artifactUri).toBe("s3://bucket/1/artifacts");
  });

  it("writes and reads nothing through a link that leads out of the run", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const outside = temporaryFolder();
    writeFileSync(join(outside, "secret"), "s");
    symlinkSync(outside, join(root, run.experimentId, run.id, "artifacts", "link"));
    await expect(run.logArtifact("link/new/x", "x")).rejects.toThrow(/leads out of the run through a link/);
    await expect(tracker.readArtifact(run.id, "link/secret")).rejects.toThrow(/leads out of the run/);
    expect(readdirSync(outside)).toEqual(["secret"]);
    expect(await tracker.artifacts(run.id)).toEqual([]);
  });

  it("makes nothing on disk by reading", async () => {
    const { tracker, root } = temporaryTracker();
    expect(await tracker.runs()).toEqual([]);
    expect(await tracker.experiments()).toEqual([]);
    expect(existsSync(root)).toBe(false);
  });

  it("keeps what another tool has put into meta.yaml when it ends a run", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    writeFileSync(file, `${readFileSync(file, "utf8")}zeta: {inner: '1e3', list: [1, two]}\n`);
    await run.end();
    expect(readFileSync(file, "utf8")).toContain("zeta:\n  inner: '1e3'\n  list:\n  - 1\n  - two\n");
    expect((await tracker.run(run.id)).status).toBe("finished");
  });

  it("says which folder cannot be written", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "mlruns"), "a file");
    const { tracker } = temporaryTracker({ root: join(folder, "mlruns") });
    await expect(tracker.startRun({ experiment: "traffic" })).rejects.toThrow(/^startRun: cannot write .*mlruns/);
    expect(lstatSync(join(dirname(tracker.uri), "mlruns")).isFile()).toBe(true);
  });
});
