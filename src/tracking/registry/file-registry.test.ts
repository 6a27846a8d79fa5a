import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { childProgram, startChild } from "../../testing/child-program.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { applyFix } from "../doctor/apply-fix.js";
import { diagnoseStore } from "../doctor/diagnose-store.js";
import { parseMeta } from "../files/parse-meta.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import type { Tracker } from "../tracker.js";
import { diagnoseRegistry } from "./diagnose-registry.js";
import type { ModelRegistry } from "./registry.js";

async function register({ registry, tracker }: { registry: ModelRegistry; tracker: Tracker }, name = "crime") {
  const run = await tracker.startRun({ experiment: "crime" });
  await run.logArtifact("model/pipe line.json", "{}");
  await registry.register(name, { runId: run.id, path: "model/pipe line.json" });
  return run;
}

function readMeta(path: string) {
  return parseMeta(readFileSync(join(path, "meta.yaml"), "utf8"), path);
}

describe("file registry", () => {
  it("uses MLflow's layout", async () => {
    const store = temporaryRegistry();
    const run = await register(store);
    await store.registry.setAliases("crime", { champion: 1 });
    const home = join(store.root, "models", "crime");
    expect(readdirSync(home, { recursive: true }).map(String).sort()).toEqual([
      "alias-history.jsonl",
      "aliases",
      "aliases/champion",
      "meta.yaml",
      "version-1",
      "version-1/meta.yaml",
      "version-1/tags",
      "version-1/tags/cuaderno.artifact",
      "version-1/tags/cuaderno.sha256",
    ]);
    expect(readFileSync(join(home, "aliases", "champion"), "utf8")).toBe("1");
    const first = { alias: "champion", version: 1, time: expect.any(Number) };
    writeFileSync(join(home, "alias-history.jsonl"), '{"time": 1, "ali\n', { flag: "a" });
    await store.registry.setAliases("crime", { champion: 1, staging: 1 });
    expect(await store.registry.aliasHistory?.("crime")).toEqual([{ ...first, alias: "staging" }, first]);
    await store.registry.setAliases("crime", { staging: null });
    expect((await store.registry.aliasHistory?.("crime"))?.[0]).toMatchObject({ alias: "staging", version: null });
    expect(readMeta(home)).toMatchObject({ name: "crime", aliases: { champion: "1" }, workspace: "default" });
    const source = pathToFileURL(
      join(store.root, run.experimentId, run.id, "artifacts", "model", "pipe line.json"),
    ).href;
    expect(readMeta(join(home, "version-1"))).toMatchObject({
      name: "crime",
      version: 1,
      current_stage: "None",
      run_id: run.id,
      source,
      storage_location: source,
      status: "READY",
      user_id: "ana",
    });
    await store.registry.setAliases("crime", { champion: null });
    await store.registry.deleteVersion("crime", 1);
    expect(readMeta(join(home, "version-1")).current_stage).toBe("Deleted_Internal");
  });

  it("lists a version that MLflow wrote without a hash, and does not load it", async () => {
    const { registry, root } = temporaryRegistry();
    const home = join(root, "models", "theirs");
    mkdirSync(join(home, "version-3"), { recursive: true });
    mkdirSync(join(home, "aliases"));
    writeFileSync(
      join(home, "meta.yaml"),
      "creation_timestamp: 5\ndescription: ''\nlast_updated_timestamp: 6\nname: theirs\n",
    );
    writeFileSync(
      join(home, "version-3", "meta.yaml"),
      "creation_timestamp: 5\ncurrent_stage: None\nname: theirs\nrun_id: abc\nsource: s3://b/1/abc/artifacts/model\nversion: 3\n",
    );
    writeFileSync(join(home, "aliases", "champion"), "3");
    expect(await registry.version("theirs", "champion")).toMatchObject({ version: 3, runId: "abc", path: "model" });
    await expect(registry.read("theirs", 3)).rejects.toThrow(/has no recorded hash \(it was made by another tool/);
  });

  it("reads its models after the folder was moved", async () => {
    const store = temporaryRegistry();
    await register(store);
    const moved = join(temporaryFolder(), "elsewhere");
    cpSync(store.root, moved, { recursive: true });
    rmSync(store.root, { recursive: true });
    const later = temporaryRegistry({ root: moved });
    expect(new TextDecoder().decode(await later.registry.read("crime", 1))).toBe("{}");
    expect(fixAll(moved)).toEqual([
      expect.stringMatching(/version-1\/meta\.yaml has its artifact at file:.*: the folder was moved$/),
    ]);
    expect(readMeta(join(moved, "models", "crime", "version-1")).source).toContain(`${pathToFileURL(moved).href}/`);
  });
});

describe("diagnoseRegistry", () => {
  it("finds nothing in a valid registry", async () => {
    const store = temporaryRegistry();
    await register(store);
    await store.registry.setAliases("crime", { champion: 1 });
    expect(fixAll(store.root)).toEqual([]);
  });

  it.each([
    ["models/empty", "", /models\/empty is not a registered model/],
    ["models/.ab.tmp/x", "", /models\/\.ab\.tmp is not a registered model/],
    ["models/crime/meta.yaml", "", /crime\/meta\.yaml cannot be read: .*is empty/],
    ["models/crime/meta.yaml", "name: other\n", /has name other in the folder crime/],
    ["models/crime/version-1/meta.yaml", "x: [", /version-1\/meta\.yaml cannot be read: .* is not valid YAML/],
    ["models/crime/aliases/champion", "two", /aliases\/champion has no version number/],
    ["models/crime/aliases/champion", "9", /aliases\/champion is version 9, which does not exist/],
    ["models/crime/aliases/v3", "1", /aliases\/v3 is not a valid alias/],
    [`models/crime/.${"a".repeat(32)}.tmp`, "x", /was left behind by a process that was killed/],
  ])("fixes %s", async (path, text, finding) => {
    const store = temporaryRegistry();
    await register(store);
    const file = join(store.root, path);
    const isFile = text !== "" || path.endsWith(".yaml");
    mkdirSync(isFile ? join(file, "..") : file, { recursive: true });
    if (isFile) writeFileSync(file, text);
    const findings = fixAll(store.root);
    expect(findings).toEqual([expect.stringMatching(finding)]);
    expect(fixAll(store.root)).toEqual([]);
    expect(existsSync(join(store.root, "models", "crime", "meta.yaml"))).toBe(true);
  });
});

const opening = `
  import { randomBytes } from "node:crypto";
  import { openRegistry } from "./io/tracker/open-registry.js";
  import { openTracker } from "./io/tracker/open-tracker.js";
  const [root = "", who = ""] = process.argv.slice(2);
  const tracker = await openTracker({ uri: root, source: who });
  const registry = await openRegistry({ tracker });
  const run = await tracker.startRun({ experiment: "crime", name: who });
  await run.logArtifact("m.json", who);
`;

describe("processes on one registry", () => {
  it("get a version each, and exactly one of those that claim an alias", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${opening}
      let won = 0;
      for (let turn = 0; turn < 15; turn++) {
        await run.logArtifact("m" + turn, who + " " + turn);
        const { version } = await registry.register("crime", { runId: run.id, path: "m" + turn });
        const expected = { ["turn-" + turn]: null };
        await registry.setAliases("crime", { ["turn-" + turn]: version }, { expected }).then(() => won++, () => undefined);
      }
      process.stdout.write(String(won));
    `);
    const outcomes = await Promise.all(["1", "2", "3"].map((who) => startChild(program, [root, who]).ended));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(outcomes.reduce((sum, { output }) => sum + Number(output), 0)).toBe(15);
    const { registry, problems } = temporaryRegistry({ root });
    const { versions, aliases } = await registry.model("crime");
    expect(versions).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
    expect(Object.keys(aliases).length).toBe(15);
    expect(problems).toEqual([]);
  });

  it("leave a valid registry wherever they are killed", { timeout: 60_000 }, async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${opening}
      process.stdout.write("going");
      for (let turn = 0; ; turn++) {
        await run.logArtifact("m" + turn, who + " " + turn);
        const { version } = await registry.register("crime", { runId: run.id, path: "m" + turn, tags: { who } });
        const { champion = null } = (await registry.model("crime")).aliases;
        await registry.setAliases("crime", { previous: champion, champion: version });
      }
    `);
    const random = randomSource(5);
    for (let attempt = 0; attempt < 5; attempt++) {
      const { child, ended } = startChild(program, [root, String(attempt)]);
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      const model = join(root, "models", "crime", "meta.yaml");
      while (!existsSync(model)) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, random.uniform() * 40));
      child.kill("SIGKILL");
      await ended;
      rmSync(join(root, "models", ".registry.lock"), { force: true });
      const { registry, problems } = temporaryRegistry({ root });
      const { versions, aliases } = await registry.model("crime");
      expect(versions).toEqual(versions.map((_, index) => versions.length - index));
      expect(versions).toEqual(expect.arrayContaining(Object.values(aliases)));
      for (const version of versions) {
        expect(new TextDecoder().decode(await registry.read("crime", version))).toMatch(/^[0-4] \d+$/);
      }
      expect(problems).toEqual([]);
    }
    expect(fixAll(root).filter((finding) => !finding.includes("left behind"))).toEqual([]);
  });
});

/** The findings an hour later, after a check that their fixes leave none. */
function fixAll(root: string): string[] {
  for (const name of readdirSync(join(root, "models"), { recursive: true })) {
    utimesSync(join(root, "models", String(name)), 1_600_000_000, 1_600_000_000);
  }
  const folder: TrackerFolder = { root, now: Date.now, newId: () => "f".repeat(32), onProblem: () => undefined };
  const backup = join(temporaryFolder(), "backup");
  const findings = diagnoseRegistry(folder);
  for (const { fix } of findings) expect(applyFix(folder, fix, { backup })).toBe(true);
  expect(diagnoseStore(folder).filter(({ path }) => path.includes("models"))).toEqual([]);
  return findings.map(({ path, reason }) => `${path} ${reason}`);
}
