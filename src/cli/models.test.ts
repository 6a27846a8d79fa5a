import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { temporaryRegistry } from "../testing/temporary-registry.js";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { define } from "./models.js";

const models = (words: readonly string[], { json = false } = {}): Promise<CommandResult> =>
  callCommand(define, words, { json });

async function makeModels() {
  const { tracker, registry, root } = temporaryRegistry();
  for (const mcc of [0.6, 0.603, 0.62]) {
    const run = await tracker.startRun({ experiment: "crime" });
    await run.logArtifact("model.json", String(mcc));
    await run.logMetrics({ mcc });
    await registry.register("crime-arrest", { runId: run.id, path: "model.json", description: `month ${mcc}` });
  }
  return ["--tracking-uri", root];
}

describe("cuaderno models", () => {
  it("promotes by the rule, says why, and goes back", async () => {
    const store = await makeModels();
    const promote = async (version: string) =>
      (await models(["promote", `crime-arrest/${version}`, "--metric", "mcc", "--min-gain", "0.01", ...store])).printed;
    expect(await promote("1")).toEqual(["promoted: version 1 has mcc 0.6, and the model has no champion"]);
    expect(await promote("2")).toEqual([
      "not promoted: version 2 has mcc 0.603; the champion, version 1, has 0.6, and 0.606 is required",
    ]);
    expect((await promote("latest"))[0]).toMatch(/^promoted: version 3 has mcc 0.62; /);
    const { printed } = await models(["rollback", "crime-arrest", ...store]);
    expect(printed).toEqual(["crime-arrest: champion is version 1, previous is version 3"]);
  });

  it("lists and shows models and versions, as text and as JSON", async () => {
    const store = await makeModels();
    await models(["alias", "crime-arrest", "champion", "latest", ...store]);
    const { printed } = await models(["list", ...store]);
    expect(printed[0]).toMatch(/^model +versions +aliases +changed$/);
    expect(printed[1]).toMatch(/^crime-arrest +3 +champion is version 3 +\d{4}-/);
    expect((await models(["show", "crime-arrest", ...store])).printed[2]).toMatch(
      /^ +3 +champion +[0-9a-f]{8} .* month 0.62$/,
    );
    const version = await models(["show", "models:/crime-arrest@champion", ...store]);
    expect(version.printed.join("\n")).toMatch(/sha256 +[0-9a-f]{64}\n.*\nmetric mcc +0.62$/);
    const { printed: silent, result } = await models(["show", "crime-arrest/1", ...store], { json: true });
    expect(silent).toEqual([]);
    expect(result).toMatchObject({ version: 1, metrics: { mcc: 0.6 }, path: "model.json", problems: [] });
  });

  it("removes an alias, and reports a missing one", async () => {
    const store = await makeModels();
    await models(["alias", "crime-arrest", "night", "2", ...store]);
    expect((await models(["alias", "crime-arrest", "night", ...store])).printed).toEqual(["crime-arrest: no aliases"]);
    await expect(models(["alias", "crime-arrest", "night", ...store])).rejects.toThrow(/has no alias "night"/);
  });

  it("writes a version's pipeline to a file, and describes its contract, metrics and use", async () => {
    const { tracker, registry, root } = temporaryRegistry();
    const run = await tracker.startRun({ experiment: "traffic" });
    const bytes = JSON.stringify(trafficPipeline());
    await run.logArtifact("model.json", bytes);
    await run.logMetrics({ rmse: 312.5 });
    await registry.register("traffic", { runId: run.id, path: "model.json" });
    const output = join(root, "copy", "model.json");
    await models(["get", "traffic/1", "-o", output, "--tracking-uri", root]);
    expect(readFileSync(output, "utf8")).toBe(bytes);
    const { printed } = await models(["describe", "traffic/1", "--tracking-uri", root]);
    const lines = printed.join("\n");
    expect(lines).toMatch(
      /^traffic version 1\nboostedTrees of 5 features after calendarParts, ordinal, select; predicts/,
    );
    expect(lines).toMatch(/ {2}temperature +number +K +200 to 330 +air temperature\n/);
    expect(lines).toMatch(/metrics\n {2}rmse +312.5\n/);
    expect(lines).toContain("cuaderno serve traffic/1");
    const { result } = await models(["describe", output], { json: true });
    expect(result).toMatchObject({ name: "model", version: null, example: { weather: "Clear" }, lineage: {} });
  });

  it.each([
    [["show", "crime"], /no model "crime" in .*; expected one of crime-arrest|did you mean/],
    [["promote", "crime-arrest/9", "--metric", "mcc"], /has no version 9; expected one of 1, 2, 3/],
    [["promote", "crime-arrest/2", "--metric", "auc"], /has no metric "auc"; it has mcc/],
    [["promote", "crime-arrest/2", "--metric", "mcc", "--min-gain", "1%"], /--min-gain must be >= 0, got "1%"/],
    [["rollback", "crime-arrest"], /has no previous champion/],
    [["alias", "crime-arrest", "latest", "2"], /alias "latest" must be/],
  ])("rejects %j", async (words, message) => {
    await expect(models([...words, ...(await makeModels())])).rejects.toThrow(message);
  });
});
