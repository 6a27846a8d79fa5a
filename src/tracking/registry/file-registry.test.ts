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

function metaOf(path: string) {
  return parseMeta(readFileSync(join(path, "meta.yaml"), "utf8"), path);
}

describe("file registry", () => {
  it("lies in MLflow's layout", async () => {
    const store = temporaryRegistry();
    const run = await register(store);
    await store.registry.setAliases("crime", { champion: 1 });
    const home = join(store.root, "models", "crime");
    expect(readdirSync(home, { recursive: true }).map(String).sort()).toEqual([
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
    expect(metaOf(home)).toMatchObject({ name: "crime", aliases: { champion: "1" }, workspace: "default" });
    const source = pathToFileURL(
      join(store.root, run.experimentId, run.id, "artifacts", "model", "pipe line.json"),
    ).href;
    expect(metaOf(join(home, "version-1"))).toMatchObject({
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
    expect(metaOf(join(home, "version-1")).current_stage).toBe("Deleted_Internal");
  });

  it("reads what MLflow wrote: a version without a hash is listed and not loaded", async () => {
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
    await expect(registry.read("theirs", 3)).rejects.toThrow(/no hash on record, another tool made it/);
  });

  it("keeps its models when the whole store moves", async () => {
    const store = temporaryRegistry();
    await register(store);
    const moved = join(temporaryFolder(), "elsewhere");
    cpSync(store.root, moved, { recursive: true });
    rmSync(store.root, { recursive: true });
    const there = temporaryRegistry({ root: moved });
    expect(new TextDecoder().decode(await there.registry.read("crime", 1))).toBe("{}");
    expect(repaired(moved)).toEqual([
      expect.stringMatching(/version-1\/meta\.yaml says that its artifact lies at file:.*: the store was moved$/),
    ]);
    expect(metaOf(join(moved, "models", "crime", "version-1")).source).toContain(`${pathToFileURL(moved).href}/`);
  });
});

describe("the doctor among registered models", () => {
  it("finds nothing in a sound registry", async () => {
    const store = temporaryRegistry();
    await register(store);
    await store.registry.setAliases("crime", { champion: 1 });
    expect(repaired(store.root)).toEqual([]);
  });

  it.each([
    ["models/empty", "", /models\/empty is no registered model/],
    ["models/.ab.tmp/x", "", /models\/\.ab\.tmp is no registered model/],
    ["models/crime/meta.yaml", "", /crime\/meta\.yaml cannot be read: .*is empty/],
    ["models/crime/meta.yaml", "name: other\n", /says name other in the folder crime/],
    ["models/crime/version-1/meta.yaml", "x: [", /version-1\/meta\.yaml cannot be read: .* is not YAML/],
    ["models/crime/aliases/champion", "two", /aliases\/champion holds no version number/],
    ["models/crime/aliases/champion", "9", /aliases\/champion points at version 9, which is not there/],
    ["models/crime/aliases/v3", "1", /aliases\/v3 is no alias/],
    [`models/crime/.${"a".repeat(32)}.tmp`, "x", /was left behind by a process that was killed/],
  ])("puts %s right", async (path, text, finding) => {
    const store = temporaryRegistry();
    await register(store);
    const file = join(store.root, path);
    const isFile = text !== "" || path.endsWith(".yaml");
    mkdirSync(isFile ? join(file, "..") : file, { recursive: true });
    if (isFile) writeFileSync(file, text);
    const findings = repaired(store.root);
    expect(findings).toEqual([expect.stringMatching(finding)]);
    expect(repaired(store.root)).toEqual([]);
    expect(existsSync(join(store.root, "models", "crime", "meta.yaml"))).toBe(true);
  });
});

const locked = `
  import { randomBytes } from "node:crypto";
  import { openRegistry } from "./io/tracker/open-registry.js";
  import { openTracker } from "./io/tracker/open-tracker.js";
  const [root = "", who = ""] = process.argv.slice(2);
  const tracker = await openTracker({ uri: root, source: who });
  const registry = await openRegistry({ tracker });
  const run = await tracker.startRun({ experiment: "crime", name: who });
  await run.logArtifact("m.json", who);
`;

describe("many processes on one registry", () => {
  it("get a version each, and of many that claim one alias exactly one wins", async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${locked}
      let won = 0;
      for (let turn = 0; turn < 15; turn++) {
        const { version } = await registry.register("crime", { runId: run.id, path: "m.json" });
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

  it("leave a whole registry behind, wherever they are killed", { timeout: 60_000 }, async () => {
    const root = join(temporaryFolder(), "mlruns");
    const program = childProgram(`${locked}
      process.stdout.write("going");
      for (;;) {
        const { version } = await registry.register("crime", { runId: run.id, path: "m.json", tags: { who } });
        const { champion = null } = (await registry.model("crime")).aliases;
        await registry.setAliases("crime", { previous: champion, champion: version });
      }
    `);
    const random = randomSource(5);
    for (let attempt = 0; attempt < 5; attempt++) {
      const { child, ended } = startChild(program, [root, String(attempt)]);
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 20 + random.uniform() * 40));
      child.kill("SIGKILL");
      await ended;
      rmSync(join(root, "models", ".registry.lock"), { force: true });
      const { registry, problems } = temporaryRegistry({ root });
      const { versions, aliases } = await registry.model("crime");
      expect(versions).toEqual(versions.map((_, index) => versions.length - index));
      expect(versions).toEqual(expect.arrayContaining(Object.values(aliases)));
      for (const version of versions) {
        expect(new TextDecoder().decode(await registry.read("crime", version))).toMatch(/^[0-4]$/);
      }
      expect(problems).toEqual([]);
    }
    expect(repaired(root).filter((finding) => !finding.includes("left behind"))).toEqual([]);
  });
});

/** What the doctor finds an hour later, after it has put everything right. */
function repaired(root: string): string[] {
  for (const name of readdirSync(join(root, "models"), { recursive: true })) {
    utimesSync(join(root, "models", String(name)), 1_600_000_000, 1_600_000_000);
  }
  const folder: TrackerFolder = { root, now: Date.now, newId: () => "f".repeat(32), onProblem: () => undefined };
  const aside = join(temporaryFolder(), "aside");
  const findings = diagnoseRegistry(folder);
  for (const { fix } of findings) expect(applyFix(folder, fix, { aside })).toBe(true);
  expect(diagnoseStore(folder).filter(({ path }) => path.includes("models"))).toEqual([]);
  return findings.map(({ path, reason }) => `${path} ${reason}`);
}
