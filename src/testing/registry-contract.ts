import { beforeEach, describe, expect, it } from "vitest";
import { ArgumentError, FailedError, NotFoundError } from "../core/errors.js";
import { promoteVersion } from "../tracking/registry/promote-version.js";
import type { ModelRegistry } from "../tracking/registry/registry.js";
import { rollBack } from "../tracking/registry/roll-back.js";
import type { Run, Tracker } from "../tracking/tracker.js";

/** Behaviour of every model registry. `open` returns an empty registry over an empty tracker. */
export function registryContract(
  name: string,
  open: () => Promise<{ readonly registry: ModelRegistry; readonly tracker: Tracker }>,
): void {
  describe(`${name} registry`, () => {
    let registry: ModelRegistry;
    let tracker: Tracker;

    /** A run with a model file and its score, registered. */
    async function version(mcc: number, notes = {}): Promise<{ readonly run: Run; readonly version: number }> {
      const run = await tracker.startRun({ experiment: "crime" });
      await run.logArtifact("model/pipeline.json", `{"mcc":${mcc}}`);
      await run.logMetrics({ mcc });
      return { run, ...(await registry.register("crime", { runId: run.id, path: "model/pipeline.json", ...notes })) };
    }

    beforeEach(async () => {
      ({ registry, tracker } = await open());
    });

    it("numbers versions from 1 and records their origin", async () => {
      const first = await version(0.6, { description: "as in June", tags: { "team/lead": "ana" } });
      const second = await version(0.61);
      expect([first.version, second.version]).toEqual([1, 2]);
      expect(await registry.version("crime", 1)).toMatchObject({
        name: "crime",
        version: 1,
        description: "as in June",
        tags: { "team/lead": "ana" },
        runId: first.run.id,
        path: "model/pipeline.json",
        source: `${first.run.artifactUri}/model/pipeline.json`,
        aliases: [],
      });
      expect((await registry.versions("crime")).map((one) => one.version)).toEqual([2, 1]);
      expect(await registry.models()).toMatchObject([{ name: "crime", versions: [2, 1], aliases: {} }]);
      expect(new TextDecoder().decode(await registry.read("crime", "latest"))).toBe('{"mcc":0.61}');
    });

    it("imports versions under the numbers of another registry, with their hash or without", async () => {
      await registry.createModel("crime", { description: "from elsewhere" });
      const run = await tracker.startRun({ experiment: "crime" });
      await run.logArtifact("model.json", "abc");
      const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
      const source = `${run.artifactUri}/model.json`;
      const notes = { description: "third", tags: { a: "b" } };
      const added = await registry.importVersion("crime", {
        ...{ version: 3, source, runId: run.id, path: "model.json", sha256 },
        ...notes,
      });
      expect(added).toMatchObject({ version: 3, runId: run.id, path: "model.json", sha256, source, ...notes });
      expect((await registry.model("crime")).versions).toEqual([3]);
      expect(new TextDecoder().decode(await registry.read("crime", 3))).toBe("abc");
      const next = await registry.importVersion("crime", { version: 1, source, runId: run.id });
      expect(next).toMatchObject({ version: 4, sha256: undefined });
      await expect(registry.importVersion("none", { version: 1, source })).rejects.toThrow(/^importVersion: no model/);
    });

    it("makes no version of content that is registered already, and updates its notes", async () => {
      const first = await version(0.6, { description: "first", tags: { run: "a" } });
      const second = await version(0.7);
      const again = await version(0.6, { tags: { run: "b" } });
      expect([first.version, second.version, again.version]).toEqual([1, 2, 1]);
      expect(await registry.version("crime", 1)).toMatchObject({
        ...{ runId: first.run.id, description: "first", tags: { run: "b" } },
      });
      expect((await registry.model("crime")).versions).toEqual([2, 1]);
      await registry.deleteVersion("crime", 1);
      expect((await version(0.6)).version).toBe(3);
    });

    it("finds a version by number, alias or as latest, and suggests others", async () => {
      await version(0.6);
      await version(0.7);
      await registry.setAliases("crime", { champion: 1, "night-shift": 1 });
      expect((await registry.version("crime", "champion")).aliases).toEqual(["champion", "night-shift"]);
      expect((await registry.version("crime", "2")).version).toBe(2);
      expect((await registry.version("crime", "latest")).version).toBe(2);
      await expect(registry.version("crime", "champoin")).rejects.toThrow(
        /no alias "champoin"; did you mean "champion"/,
      );
      await expect(registry.version("crime", 7)).rejects.toThrow(/has no version 7; expected one of 1, 2/);
      await expect(registry.version("crimes", 1)).rejects.toThrow(/no model "crimes" in .*did you mean "crime"/);
      await expect(registry.model("crimes")).rejects.toThrow(NotFoundError);
    });

    it("sets and removes aliases, only while they have the expected versions", async () => {
      await version(0.6);
      await version(0.7);
      await registry.setAliases("crime", { champion: 1 }, { expected: { champion: null } });
      await expect(registry.setAliases("crime", { champion: 2 }, { expected: { champion: null } })).rejects.toThrow(
        /^setAliases: alias "champion" of model "crime": expected not set, got version 1/,
      );
      await expect(registry.setAliases("crime", { champion: 3 })).rejects.toThrow(/has no version 3/);
      await registry.setAliases("crime", { champion: 2, previous: 1 });
      expect((await registry.model("crime")).aliases).toEqual({ champion: 2, previous: 1 });
      await registry.setAliases("crime", { previous: null, none: null });
      expect((await registry.model("crime")).aliases).toEqual({ champion: 2 });
    });

    it.each(["latest", "v3", "12", "", "a b", "a/b", "..", "x".repeat(256)])("rejects the alias %j", async (alias) => {
      await version(0.6);
      await expect(registry.setAliases("crime", { [alias]: 1 })).rejects.toThrow(ArgumentError);
      expect((await registry.model("crime")).aliases).toEqual({});
    });

    it.each(["", " ", "a/b", "a:b", "a%b", "..", ".hidden", "a@b", "a\nb", "é".repeat(126)])(
      "rejects the model name %j",
      async (bad) => {
        const run = await tracker.startRun();
        await run.logArtifact("m", "x");
        await expect(registry.register(bad, { runId: run.id, path: "m" })).rejects.toThrow(ArgumentError);
        await expect(registry.createModel(bad)).rejects.toThrow(ArgumentError);
        expect(await registry.models()).toEqual([]);
      },
    );

    it("creates a model before its versions, once, and describes both", async () => {
      await registry.createModel("crime", { description: "arrest or not", tags: { owner: "ana" } });
      await expect(registry.createModel("crime")).rejects.toThrow(/model "crime" exists already/);
      await version(0.6);
      await registry.describe("crime", { description: "whether an arrest followed", tags: { area: "Chicago" } });
      await registry.describe("crime", { tags: { reviewed: "yes" } }, { version: 1 });
      expect(await registry.model("crime")).toMatchObject({
        description: "whether an arrest followed",
        tags: { owner: "ana", area: "Chicago" },
      });
      expect((await registry.version("crime", 1)).tags.reviewed).toBe("yes");
      await expect(registry.describe("crime", { tags: { "a&b": "x" } })).rejects.toThrow(
        /^describe: tag key "a&b" has "&"/,
      );
      await expect(registry.describe("crime", {}, { version: 4 })).rejects.toThrow(/no version 4/);
    });

    it("deletes a version without an alias, and does not use its number again", async () => {
      await version(0.6);
      await version(0.7);
      await registry.setAliases("crime", { champion: 2 });
      await expect(registry.deleteVersion("crime", 2)).rejects.toThrow(/version 2 of "crime" has alias champion/);
      await registry.setAliases("crime", { champion: 1 });
      await registry.deleteVersion("crime", 2);
      await expect(registry.version("crime", 2)).rejects.toThrow(/has no version 2; expected one of 1/);
      expect((await version(0.8)).version).toBe(3);
    });

    it("registers nothing from a missing run or artifact", async () => {
      const run = await tracker.startRun();
      await expect(registry.register("crime", { runId: run.id, path: "none" })).rejects.toThrow(/no artifact "none"/);
      await expect(registry.register("crime", { runId: "ff", path: "m" })).rejects.toThrow(NotFoundError);
      await expect(registry.register("crime", { runId: run.id, path: "../m" })).rejects.toThrow(ArgumentError);
      expect(await registry.models()).toEqual([]);
    });

    it("rejects an artifact that was changed after it was registered", async () => {
      const { run } = await version(0.6);
      await run.logArtifact("model/pipeline.json", '{"mcc":0.99}');
      await expect(registry.read("crime", 1)).rejects.toThrow(
        /version 1 of model "crime" differs from what was registered: model\/pipeline\.json/,
      );
    });

    it("promotes by the rule, with the old champion as previous, and rolls back", async () => {
      const promote = (challenger: number | string) =>
        promoteVersion({ registry, tracker }, { name: "crime", challenger, metric: "mcc", minGain: 0.01 });
      await version(0.6);
      expect(await promote("latest")).toMatchObject({ promote: true, champion: undefined });
      await version(0.605);
      const rejected = await promote(2);
      expect(rejected.promote).toBe(false);
      expect(rejected.reason).toBe("version 2 has mcc 0.605; the champion, version 1, has 0.6, and 0.606 is required");
      await version(0.61);
      expect(await promote(3)).toMatchObject({ promote: true, champion: { version: 1, score: 0.6 } });
      expect((await registry.model("crime")).aliases).toEqual({ champion: 3, previous: 1 });
      expect((await promote(3)).reason).toBe("version 3 is the champion already");
      expect((await rollBack(registry, "crime")).aliases).toEqual({ champion: 1, previous: 3 });
      expect((await rollBack(registry, "crime")).aliases).toEqual({ champion: 3, previous: 1 });
      await expect(
        promoteVersion({ registry, tracker }, { name: "crime", challenger: 2, metric: "f1" }),
      ).rejects.toThrow(/the run of version 2 of "crime" has no metric "f1"; it has mcc/);
    });

    it("does nothing when the champion was changed meanwhile, and does not roll back without a previous champion", async () => {
      await version(0.6);
      await version(0.7);
      await version(0.8);
      await registry.setAliases("crime", { champion: 1 });
      await expect(rollBack(registry, "crime")).rejects.toThrow(/has no previous champion, version 1 is champion/);
      const slow = promoteVersion(
        { registry, tracker },
        {
          name: "crime",
          challenger: 2,
          metric: "mcc",
          score: async ({ version: number }) => {
            if (number === 1) await registry.setAliases("crime", { champion: 3 });
            return number;
          },
        },
      );
      await expect(slow).rejects.toThrow(FailedError);
      expect((await registry.model("crime")).aliases).toEqual({ champion: 3 });
    });
  });
}
