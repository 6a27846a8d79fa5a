import { beforeEach, describe, expect, it } from "vitest";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Run, Tracker } from "../tracking/tracker.js";

/**
 * Behaviour of every tracker. `open` returns an empty tracker whose clock advances by one millisecond at each call. SQL
 * databases of MLflow's servers store infinity as the largest number, and -0 as 0.
 */
export function trackerContract(
  name: string,
  open: () => Promise<Tracker>,
  { storesAllNumbers = true }: { readonly storesAllNumbers?: boolean } = {},
): void {
  describe(`${name} tracker`, () => {
    let tracker: Tracker;
    let run: Run;

    beforeEach(async () => {
      tracker = await open();
      run = await tracker.startRun({ experiment: "traffic", name: "first" });
    });

    it("records a run from its start", async () => {
      const record = await tracker.run(run.id);
      expect(record).toMatchObject({ id: run.id, name: "first", experiment: "traffic", status: "running", params: {} });
      expect(record.endTime).toBeUndefined();
      expect(record.experimentId).toBe(run.experimentId);
      expect(record.artifactUri).toBe(run.artifactUri);
    });

    it("reads back parameters as strings", async () => {
      await run.logParams({ depth: 6, rate: 0.05, kind: "tree", log: true, none: null, empty: "", text: "a\nb ä 🚦" });
      expect((await tracker.run(run.id)).params).toEqual({
        depth: "6",
        rate: "0.05",
        kind: "tree",
        log: "true",
        none: "null",
        empty: "",
        text: "a\nb ä 🚦",
      });
    });

    it("ignores the same parameter and rejects another value", async () => {
      await run.logParams({ depth: 6 });
      await run.logParams({ depth: 6 });
      await expect(run.logParams({ depth: 7 })).rejects.toThrow(/^logParams: param "depth" is "6" already, got "7"/);
      expect((await tracker.run(run.id)).params.depth).toBe("6");
    });

    it("stores every point of a metric and returns the last by step, then timestamp, then value", async () => {
      await run.logMetrics({ loss: 0.5 }, { step: 2 });
      await run.logMetrics({ loss: 0.7, mae: 3 }, { step: 1 });
      await run.logMetrics({ tie: 1 }, { step: 0, timestamp: 5 });
      await run.logMetrics({ tie: 9 }, { step: 0, timestamp: 5 });
      await run.logMetrics({ tie: 4 }, { step: 0, timestamp: 5 });
      const history = await tracker.metricHistory(run.id, "loss");
      expect(history.map(({ value, step }) => [value, step])).toEqual([
        [0.5, 2],
        [0.7, 1],
      ]);
      expect((await tracker.run(run.id)).metrics).toEqual({ loss: 0.5, mae: 3, tie: 9 });
    });

    it("stores values that are not finite, tiny or huge", async () => {
      const values = [
        Number.NaN,
        ...(storesAllNumbers ? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0] : []),
        5e-324,
        1.7976931348623157e308,
      ];
      await run.logMetricHistory("value", values);
      expect((await tracker.metricHistory(run.id, "value")).map(({ value }) => value)).toEqual(values);
    });

    it("numbers the steps of an array 0, 1, 2", async () => {
      await run.logMetricHistory("loss", Float64Array.of(3, 2, 1));
      await run.logMetricHistory("loss", []);
      expect((await tracker.metricHistory(run.id, "loss")).map(({ step }) => step)).toEqual([0, 1, 2]);
    });

    it("deletes a run, lists it as deleted, and restores it", async () => {
      const other = await tracker.startRun({ experiment: "traffic", name: "other" });
      expect(await tracker.deleteRun(run.id)).toMatchObject({ id: run.id, name: "first" });
      expect((await tracker.runs()).map(({ id }) => id)).toEqual([other.id]);
      expect((await tracker.runs({ deleted: true })).map(({ id }) => id)).toEqual([run.id]);
      await expect(tracker.run(run.id)).rejects.toThrow(NotFoundError);
      await expect(tracker.deleteRun(run.id)).rejects.toThrow(/^deleteRun: /);
      await expect(tracker.restoreRun(other.id)).rejects.toThrow(/^restoreRun: /);
      expect(await tracker.restoreRun(run.id)).toMatchObject({ id: run.id });
      expect((await tracker.runs()).length).toBe(2);
      expect(await tracker.runs({ deleted: true })).toEqual([]);
    });

    it("records more of an existing run", async () => {
      const opened = await tracker.openRun(run.id);
      expect(opened).toMatchObject({ id: run.id, experimentId: run.experimentId, artifactUri: run.artifactUri });
      await opened.logMetrics({ rmse: 2 });
      await opened.setTags({ "mlflow.runName": "renamed" });
      expect(await tracker.run(run.id)).toMatchObject({ name: "renamed", metrics: { rmse: 2 }, status: "running" });
      await expect(tracker.openRun("f".repeat(32))).rejects.toThrow(/^openRun: no run /);
    });

    it("replaces tags, and the run's name with its tag", async () => {
      await run.setTags({ note: "one", "team/lead": "us" });
      await run.setTags({ note: "two", "mlflow.runName": "renamed" });
      const record = await tracker.run(run.id);
      expect(record.tags).toMatchObject({ note: "two", "team/lead": "us" });
      expect(record.name).toBe("renamed");
    });

    it("returns artifacts byte for byte, listed by path", async () => {
      const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
      await run.logArtifact("model.bin", bytes);
      await run.logArtifact("figures/error.html", "<p>é</p>");
      await run.logArtifact("figures/error.html", "<p>later</p>");
      expect(await tracker.artifacts(run.id)).toEqual([
        { path: "figures/error.html", size: 12 },
        { path: "model.bin", size: 300 },
      ]);
      expect([...(await tracker.readArtifact(run.id, "model.bin"))]).toEqual([...bytes]);
      expect(new TextDecoder().decode(await tracker.readArtifact(run.id, "figures/error.html"))).toBe("<p>later</p>");
    });

    it.each([
      "../out",
      "/etc/x",
      "a/../../b",
      "",
      "a//b",
      ".",
      "a\\..\\b",
      "a\0b",
      "a\nb",
      "x".repeat(256),
      `${"abcdefghi/".repeat(103)}x`,
    ])("rejects the artifact path %j", async (path) => {
      await expect(run.logArtifact(path, "x")).rejects.toThrow(ArgumentError);
      await expect(tracker.readArtifact(run.id, path)).rejects.toThrow(ArgumentError);
      expect(await tracker.artifacts(run.id)).toEqual([]);
    });

    it("records the datasets of a run", async () => {
      const input = { name: "2016.csv", source: "s3://bucket/2016.csv", digest: "4e123456", context: "training" };
      const long = { name: "all.csv", source: "https://host/all.csv", digest: "ab".repeat(32) };
      await run.logInput(input);
      await run.logInput(long);
      expect(await tracker.inputs(run.id)).toEqual([input, long]);
      await expect(run.logInput({ name: "", source: "x", digest: "y" })).rejects.toThrow(/a dataset needs a name/);
    });

    it("starts a nested run in its parent's experiment", async () => {
      const child = await tracker.startRun({ parent: run, experiment: "other" });
      expect(child.experiment).toBe("traffic");
      const record = await tracker.run(child.id);
      expect(record).toMatchObject({ parentId: run.id, experimentId: run.experimentId, experiment: "traffic" });
    });

    it.each(["finished", "failed", "killed"] as const)("ends a run as %s", async (status) => {
      await run.end(status);
      const record = await tracker.run(run.id);
      expect(record.status).toBe(status);
      expect(record.endTime).toBeGreaterThan(record.startTime);
    });

    it("lists runs newest first, of one experiment or all", async () => {
      const second = await tracker.startRun({ experiment: "traffic" });
      const other = await tracker.startRun({ experiment: "milk" });
      expect((await tracker.runs()).map(({ id }) => id)).toEqual([other.id, second.id, run.id]);
      expect((await tracker.runs({ limit: 1 })).map(({ id }) => id)).toEqual([other.id]);
      expect((await tracker.runs({ experiment: "traffic" })).map(({ id }) => id)).toEqual([second.id, run.id]);
      expect((await tracker.runs({ experiment: other.experimentId })).map(({ id }) => id)).toEqual([other.id]);
      const names = (await tracker.experiments()).map((experiment) => experiment.name);
      expect(names).toEqual(expect.arrayContaining(["traffic", "milk"]));
    });

    it("finds a run by a prefix of its id, and reports none or several", async () => {
      const second = await tracker.startRun({ experiment: "traffic" });
      const shared = commonPrefix(run.id, second.id);
      expect((await tracker.run(run.id.slice(0, shared.length + 1))).id).toBe(run.id);
      if (shared !== "") await expect(tracker.run(shared)).rejects.toThrow(/^run: 2 runs begin with/);
      await expect(tracker.run("zz")).rejects.toThrow(NotFoundError);
      await expect(tracker.run("")).rejects.toThrow(NotFoundError);
      await expect(tracker.runs({ experiment: "trafic" })).rejects.toThrow(/no experiment "trafic"/);
      await expect(tracker.metricHistory(run.id, "none")).rejects.toThrow(/has no metric "none"/);
      await expect(tracker.readArtifact(run.id, "none")).rejects.toThrow(/has no artifact "none"/);
    });

    it.each(["", "a&b", "a=b", "../a", "/a", "a/", "a//b", "./a", ".", "..a", "a\nb", "é".repeat(251), "🚦"])(
      "rejects the key %j and stores nothing of that call",
      async (key) => {
        await expect(run.logParams({ fine: 1, [key]: 2 })).rejects.toThrow(/^logParams: param key /);
        await expect(run.logMetrics({ fine: 1, [key]: 2 })).rejects.toThrow(/^logMetrics: metric key /);
        await expect(run.setTags({ fine: "1", [key]: "2" })).rejects.toThrow(/^setTags: tag key /);
        expect(await tracker.run(run.id)).toMatchObject({ params: {}, metrics: {} });
        expect((await tracker.run(run.id)).tags.fine).toBeUndefined();
      },
    );

    it("stores keys with slashes, spaces, dots, characters of any alphabet, and names of object properties", async () => {
      const keys = ["loss/train", "loss/valid", "a b", "v1.2-x_y", "größe", "数", "__proto__", "constructor"];
      await run.logParams(Object.fromEntries(keys.map((key) => [key, key])));
      await run.logMetrics(Object.fromEntries(keys.map((key, index) => [key, index])));
      const { params, metrics } = await tracker.run(run.id);
      expect(Object.keys(params).sort()).toEqual([...keys].sort());
      expect(Object.keys(metrics).sort()).toEqual([...keys].sort());
      expect(await tracker.metricHistory(run.id, "loss/valid")).toMatchObject([{ value: 1 }]);
    });

    it("rejects values that are too long or of the wrong type", async () => {
      await run.logParams({ long: "ü".repeat(6_000) });
      await expect(run.logParams({ longer: "ü".repeat(6_001) })).rejects.toThrow(/6001 characters, the limit is 6000/);
      await expect(run.setTags({ longer: "x".repeat(8_001) })).rejects.toThrow(/8001 characters, the limit is 8000/);
      await expect(run.logParams({ list: [1] as unknown as string })).rejects.toThrow(
        /param "list": expected a string, number, boolean or null, got object/,
      );
      await expect(run.logMetrics({ rmse: "3" as unknown as number })).rejects.toThrow(
        /metric "rmse": expected a number, got "3"/,
      );
      await expect(run.logMetrics({ rmse: 3 }, { step: 0.5 })).rejects.toThrow(
        /step of metric "rmse": expected an integer, got 0.5/,
      );
      await expect(run.setTags({ note: 3 as unknown as string })).rejects.toThrow(
        /tag "note": expected a string, got number/,
      );
    });

    it("rejects an experiment with an empty or hostile name", async () => {
      await expect(tracker.startRun({ experiment: " " })).rejects.toThrow(/the name of the experiment is empty/);
      await expect(tracker.startRun({ experiment: "a\0b" })).rejects.toThrow(
        /has "\\u0000"; remove control characters/,
      );
      await expect(tracker.startRun({ experiment: "x".repeat(501) })).rejects.toThrow(
        /501 characters, the limit is 500/,
      );
    });

    it.each(["../x", "..", "a/b", "", "\0", "x".repeat(300)])("rejects a parent in the experiment %j", async (id) => {
      const parent = { id: run.id, experimentId: id, experiment: "x" };
      await expect(tracker.startRun({ parent })).rejects.toThrow(/^startRun: parent: invalid experimentId/);
      await expect(tracker.startRun({ parent: { ...run, id: `${id}/../y` } })).rejects.toThrow(ArgumentError);
    });

    it.each(["../params/depth", "a\0b", "x".repeat(300), "..", ""])("reads no metric with the key %j", async (key) => {
      await run.logParams({ depth: 6 });
      await expect(tracker.metricHistory(run.id, key)).rejects.toThrow(/^metricHistory: metric key /);
    });
  });
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
