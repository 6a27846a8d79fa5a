import { beforeEach, describe, expect, it } from "vitest";
import { ArgumentError, FailedError, NotFoundError } from "../core/errors.js";
import { promoteVersion } from "../tracking/registry/promote-version.js";
import type { ModelRegistry } from "../tracking/registry/registry.js";
import { rollBack } from "../tracking/registry/roll-back.js";
import type { Run, Tracker } from "../tracking/tracker.js";

/** What every model registry must do. `open` gives an empty registry over an empty tracker. */
export function registryContract(
  name: string,
  open: () => Promise<{ readonly registry: ModelRegistry; readonly tracker: Tracker }>,
): void {
  describe(`${name} registry`, () => {
    let registry: ModelRegistry;
    let tracker: Tracker;

    /** A run with a model file and its score, registered. */
    async function version(mcc: number, about = {}): Promise<{ readonly run: Run; readonly version: number }> {
      const run = await tracker.startRun({ experiment: "crime" });
      await run.logArtifact("model/pipeline.json", `{"mcc":${mcc}}`);
      await run.logMetrics({ mcc });
      return { run, ...(await registry.register("crime", { runId: run.id, path: "model/pipeline.json", ...about })) };
    }

    beforeEach(async () => {
      ({ registry, tracker } = await open());
    });

    it("numbers versions from 1 and keeps what they were made of", async () => {
      const first = await version(0.6, { description: "as in June", tags: { "team/who": "ana" } });
      const second = await version(0.61);
      expect([first.version, second.version]).toEqual([1, 2]);
      expect(await registry.version("crime", 1)).toMatchObject({
        name: "crime",
        version: 1,
        description: "as in June",
        tags: { "team/who": "ana" },
        runId: first.run.id,
        path: "model/pipeline.json",
        source: `${first.run.artifactUri}/model/pipeline.json`,
        aliases: [],
      });
      expect((await registry.versions("crime")).map((one) => one.version)).toEqual([2, 1]);
      expect(await registry.models()).toMatchObject([{ name: "crime", versions: [2, 1], aliases: {} }]);
      expect(new TextDecoder().decode(await registry.read("crime", "latest"))).toBe('{"mcc":0.61}');
    });

    it("finds a version by number, alias or as the latest, and says what there is", async () => {
      await version(0.6);
      await version(0.7);
      await registry.setAliases("crime", { champion: 1, "night-shift": 1 });
      expect((await registry.version("crime", "champion")).aliases).toEqual(["champion", "night-shift"]);
      expect((await registry.version("crime", "2")).version).toBe(2);
      expect((await registry.version("crime", "latest")).version).toBe(2);
      await expect(registry.version("crime", "champoin")).rejects.toThrow(
        /no alias "champoin"; did you mean "champion"/,
      );
      await expect(registry.version("crime", 7)).rejects.toThrow(/has no version 7; there are 1, 2/);
      await expect(registry.version("crimes", 1)).rejects.toThrow(/no model "crimes" in .*did you mean "crime"/);
      await expect(registry.model("crimes")).rejects.toThrow(NotFoundError);
    });

    it("moves and takes away aliases, and only while they stand where the caller saw them", async () => {
      await version(0.6);
      await version(0.7);
      await registry.setAliases("crime", { champion: 1 }, { expected: { champion: null } });
      await expect(registry.setAliases("crime", { champion: 2 }, { expected: { champion: null } })).rejects.toThrow(
        /"champion" of model "crime" is version 1 by now, not unset/,
      );
      await expect(registry.setAliases("crime", { champion: 3 })).rejects.toThrow(/has no version 3/);
      await registry.setAliases("crime", { champion: 2, previous: 1 });
      expect((await registry.model("crime")).aliases).toEqual({ champion: 2, previous: 1 });
      await registry.setAliases("crime", { previous: null, none: null });
      expect((await registry.model("crime")).aliases).toEqual({ champion: 2 });
    });

    it.each(["latest", "v3", "12", "", "a b", "a/b", "..", "x".repeat(256)])("refuses the alias %j", async (alias) => {
      await version(0.6);
      await expect(registry.setAliases("crime", { [alias]: 1 })).rejects.toThrow(ArgumentError);
      expect((await registry.model("crime")).aliases).toEqual({});
    });

    it.each(["", " ", "a/b", "a:b", "a%b", "..", ".hidden", "a@b", "a\nb", "é".repeat(126)])(
      "refuses the model name %j",
      async (bad) => {
        const run = await tracker.startRun();
        await run.logArtifact("m", "x");
        await expect(registry.register(bad, { runId: run.id, path: "m" })).rejects.toThrow(ArgumentError);
        await expect(registry.createModel(bad)).rejects.toThrow(ArgumentError);
        expect(await registry.models()).toEqual([]);
      },
    );

    it("makes a model ahead of its versions, once, and describes it and them", async () => {
      await registry.createModel("crime", { description: "arrest or not", tags: { owner: "ana" } });
      await expect(registry.createModel("crime")).rejects.toThrow(/there is a model "crime" already/);
      await version(0.6);
      await registry.describe("crime", { description: "whether an arrest followed", tags: { area: "Chicago" } });
      await registry.describe("crime", { tags: { reviewed: "yes" } }, { version: 1 });
      expect(await registry.model("crime")).toMatchObject({
        description: "whether an arrest followed",
        tags: { owner: "ana", area: "Chicago" },
      });
      expect((await registry.version("crime", 1)).tags.reviewed).toBe("yes");
      await expect(registry.describe("crime", { tags: { "a&b": "x" } })).rejects.toThrow(/tag key "a&b" holds "&"/);
      await expect(registry.describe("crime", {}, { version: 4 })).rejects.toThrow(/no version 4/);
    });

    it("deletes a version that nothing points at, and never gives its number again", async () => {
      await version(0.6);
      await version(0.7);
      await registry.setAliases("crime", { champion: 2 });
      await expect(registry.deleteVersion("crime", 2)).rejects.toThrow(/version 2 of "crime" is champion/);
      await registry.setAliases("crime", { champion: 1 });
      await registry.deleteVersion("crime", 2);
      await expect(registry.version("crime", 2)).rejects.toThrow(/has no version 2; there are 1/);
      expect((await version(0.8)).version).toBe(3);
    });

    it("registers nothing from a run or an artifact that is not there", async () => {
      const run = await tracker.startRun();
      await expect(registry.register("crime", { runId: run.id, path: "none" })).rejects.toThrow(/no artifact "none"/);
      await expect(registry.register("crime", { runId: "ff", path: "m" })).rejects.toThrow(NotFoundError);
      await expect(registry.register("crime", { runId: run.id, path: "../m" })).rejects.toThrow(ArgumentError);
      expect(await registry.models()).toEqual([]);
    });

    it("refuses to read an artifact that was changed after it was registered", async () => {
      const { run } = await version(0.6);
      await run.logArtifact("model/pipeline.json", '{"mcc":0.99}');
      await expect(registry.read("crime", 1)).rejects.toThrow(
        /version 1 of model "crime" is not what was registered: model\/pipeline\.json/,
      );
    });

    it("promotes by the rule, keeps the old champion as previous, and rolls back and forth", async () => {
      const promote = (challenger: number | string) =>
        promoteVersion({ registry, tracker }, { name: "crime", challenger, metric: "mcc", minGain: 0.01 });
      await version(0.6);
      expect(await promote("latest")).toMatchObject({ promote: true, champion: undefined });
      await version(0.605);
      const kept = await promote(2);
      expect(kept.promote).toBe(false);
      expect(kept.reason).toBe("version 2 has mcc 0.605; the champion, version 1, has 0.6, and it takes 0.606");
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

    it("does nothing when the champion was changed while scores were computed, and has no way back without a previous one", async () => {
      await version(0.6);
      await version(0.7);
      await version(0.8);
      await registry.setAliases("crime", { champion: 1 });
      await expect(rollBack(registry, "crime")).rejects.toThrow(
        /no previous champion to go back to; its champion is version 1/,
      );
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
