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
import type { Run } from "../tracker.js";

trackerContract("file", async () => temporaryTracker().tracker);

describe("fileTracker's files", () => {
  it("have the paths and bytes that MLflow expects", async () => {
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

  it("have deleted_time while a run is new, as in MLflow", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun();
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    expect(run.experimentId).toBe("0");
    expect(readFileSync(file, "utf8")).toContain("deleted_time: null\nend_time: null\n");
    expect(readFileSync(file, "utf8")).toContain("status: 1\n");
  });

  it("record datasets with the experiment and as inputs of the run", async () => {
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

  it("leave no temporary file after any call", async () => {
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
  ])("explains that keys %j and %j cannot both exist", async (first, second) => {
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
      await expect(attempt).rejects.toThrow(/^log(Metrics|Params): cannot store|^setTags: cannot store/);
    }
    expect((await tracker.run(run.id)).metrics).toEqual({ [first]: 1 });
  });

  it("gives an experiment the same id in every folder, so that folders can be merged", async () => {
    const one = await temporaryTracker().tracker.startRun({ experiment: "traffic" });
    const two = await temporaryTracker().tracker.startRun({ experiment: "traffic" });
    expect(one.experimentId).toBe(two.experimentId);
  });

  it("creates another experiment when the first of that name was renamed", async () => {
    const { tracker, root } = temporaryTracker();
    const before = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, before.experimentId, "meta.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("name: traffic", "name: renamed"));
    const after = await tracker.startRun({ experiment: "traffic" });
    expect(after.experimentId).not.toBe(before.experimentId);
    expect((await tracker.startRun({ experiment: "renamed" })).experimentId).toBe(before.experimentId);
  });

  it("rejects the name of a deleted experiment", async () => {
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

  it("returns the recorded URI of artifacts on another store", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    const text = readFileSync(file, "utf8").replace(/^artifact_uri: .*$/m, "artifact_uri: s3://bucket/1/artifacts");
    writeFileSync(file, text);
    expect((await tracker.run(run.id)).artifactUri).toBe("s3://bucket/1/artifacts");
  });

  it("does not write or read through a link that leads out of the run", async () => {
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

  it.each([
    ["params", (run: Run, key: string) => run.logParams({ [key]: "1" })],
    ["metrics", (run: Run, key: string) => run.logMetrics({ [key]: 1 })],
    ["tags", (run: Run, key: string) => run.setTags({ [key]: "1" })],
  ] as const)("does not write or read values through links in %s", async (part, write) => {
    const { tracker, root, problems } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const outside = temporaryFolder();
    writeFileSync(join(outside, "secret"), "17 42.0 0\n");
    const folder = join(root, run.experimentId, run.id, part);
    symlinkSync(outside, join(folder, "sub"));
    symlinkSync(join(outside, "secret"), join(folder, "link"));
    await expect(write(run, "sub/x")).rejects.toThrow(/"sub\/x" leads out of the run through a link/);
    // A tag replaces the link itself.
    if (part !== "tags") await expect(write(run, "link")).rejects.toThrow(/"link" is a symbolic link in this run/);
    expect(readdirSync(outside)).toEqual(["secret"]);
    expect(readFileSync(join(outside, "secret"), "utf8")).toBe("17 42.0 0\n");
    const record = await tracker.run(run.id);
    expect([record.params, record.metrics, record.tags.link, record.tags["sub/secret"]]).toEqual([
      ...[{}, {}, undefined, undefined],
    ]);
    expect(problems.map(({ path }) => path).sort()).toEqual([join(folder, "link"), join(folder, "sub")]);
    if (part !== "metrics") return;
    await expect(tracker.metricHistory(run.id, "link")).rejects.toThrow(/leads out of the run/);
    await expect(tracker.metricHistory(run.id, "sub/secret")).rejects.toThrow(/leads out of the run/);
  });

  it("starts no nested run outside the folder or in an experiment that does not exist", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    await expect(tracker.startRun({ parent: { ...run, experimentId: "../x" } })).rejects.toThrow(
      'startRun: parent: invalid experimentId "../x"; pass a run as parent',
    );
    await expect(tracker.startRun({ parent: { ...run, experimentId: "7" } })).rejects.toThrow(/no experiment 7 in/);
    expect(readdirSync(dirname(root))).toEqual(["mlruns"]);
  });

  it("creates nothing when it reads", async () => {
    const { tracker, root } = temporaryTracker();
    expect(await tracker.runs()).toEqual([]);
    expect(await tracker.experiments()).toEqual([]);
    expect(existsSync(root)).toBe(false);
  });

  it("retains fields of another tool in meta.yaml when it ends a run", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic" });
    const file = join(root, run.experimentId, run.id, "meta.yaml");
    writeFileSync(file, `${readFileSync(file, "utf8")}zeta: {inner: '1e3', list: [1, two]}\n`);
    await run.end();
    expect(readFileSync(file, "utf8")).toContain("zeta:\n  inner: '1e3'\n  list:\n  - 1\n  - two\n");
    expect((await tracker.run(run.id)).status).toBe("finished");
  });

  it("names the folder that cannot be written", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "mlruns"), "a file");
    const { tracker } = temporaryTracker({ root: join(folder, "mlruns") });
    await expect(tracker.startRun({ experiment: "traffic" })).rejects.toThrow(/^startRun: cannot write .*mlruns/);
    expect(lstatSync(join(dirname(tracker.uri), "mlruns")).isFile()).toBe(true);
  });
});
