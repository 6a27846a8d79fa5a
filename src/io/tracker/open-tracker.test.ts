import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EnvironmentError } from "../../core/errors.js";
import { getRunSource } from "../../host/get-run-source.js";
import { gitState } from "../../host/git-state.js";
import { hashFile } from "../../host/hash-file.js";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { openTracker } from "./open-tracker.js";
import { trackerFolder } from "./tracking-uri-folder.js";

afterEach(() => void vi.unstubAllEnvs());

function gitFolder(): { readonly folder: string; git(...words: string[]): string } {
  const folder = temporaryFolder();
  const git = (...words: string[]): string =>
    execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@host", ...words], {
      cwd: folder,
      encoding: "utf8",
    });
  git("init", "-q", "-b", "trunk");
  return { folder, git };
}

describe("openTracker", () => {
  it("records source, versions, user and the experiment of the environment", async () => {
    const root = join(temporaryFolder(), "runs");
    vi.stubEnv("MLFLOW_TRACKING_URI", root);
    vi.stubEnv("MLFLOW_EXPERIMENT_NAME", "from the environment");
    const tracker = await openTracker({ source: "notebooks/traffic/03-search.ipynb", tags: { team: "us" } });
    const run = await tracker.startRun();
    const record = await tracker.run(run.id);
    expect(tracker.uri).toBe(root);
    expect(record).toMatchObject({
      name: `03-search-${run.id.slice(0, 6)}`,
      experiment: "from the environment",
      tags: {
        team: "us",
        "mlflow.source.name": "notebooks/traffic/03-search.ipynb",
        "mlflow.source.type": "NOTEBOOK",
        "mlflow.user": expect.stringMatching(/./),
        "mlflow.runName": record.name,
        "cuaderno.node.version": process.versions.node,
      },
    });
    expect(record.id).toMatch(/^[0-9a-f]{32}$/);
    expect(record.startTime).toBeGreaterThan(Date.UTC(2020));
  });

  it("warns once per damaged file", async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "1"));
    writeFileSync(join(root, "1", "meta.yaml"), "");
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const tracker = await openTracker({ uri: root });
    await tracker.experiments();
    await tracker.experiments();
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([expect.stringContaining("meta.yaml is empty")]);
    warn.mockRestore();
  });
});

describe("trackerFolder", () => {
  it.each([
    ["runs", "/project/runs"],
    ["./runs", "/project/runs"],
    ["/data/runs", "/data/runs"],
    ["file:///data/my%20runs", "/data/my runs"],
    ["file:runs", "/project/runs"],
    ["file://runs", "/project/runs"],
  ])("resolves %s to %s", (uri, folder) => {
    expect(trackerFolder(uri, "/project")).toBe(folder);
  });

  it("decodes file URLs", () => {
    expect(trackerFolder(pathToFileURL("/data/50% grün").href, "/project")).toBe("/data/50% grün");
  });

  it("is mlruns at the root of the project, from any folder below", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "notebooks", "traffic"), { recursive: true });
    writeFileSync(join(root, "package.json"), "{}");
    expect(trackerFolder("", join(root, "notebooks", "traffic"))).toBe(join(root, "mlruns"));
    mkdirSync(join(root, "notebooks", "mlruns"));
    expect(trackerFolder("", join(root, "notebooks", "traffic"))).toBe(join(root, "notebooks", "mlruns"));
  });

  it.each(["http://ana:secret@host:5000", "https://host", "s3://bucket/mlruns", "sqlite:///mlflow.db"])(
    "suggests a folder instead of %s, and shows no password",
    (uri) => {
      expect(() => trackerFolder(uri, "/project")).toThrow(EnvironmentError);
      expect(() => trackerFolder(uri, "/project")).toThrow(/set MLFLOW_TRACKING_URI to a folder such as .\/mlruns/);
      expect(() => trackerFolder(uri, "/project")).not.toThrow(/secret/);
    },
  );
});

describe("gitState", () => {
  it("gives commit, branch and whether tracked files were changed", async () => {
    const { folder, git } = gitFolder();
    writeFileSync(join(folder, "a.txt"), "1");
    git("add", "a.txt");
    git("commit", "-q", "-m", "first");
    const commit = git("rev-parse", "HEAD").trim();
    mkdirSync(join(folder, "below"));
    writeFileSync(join(folder, "untracked.txt"), "1");
    expect(await gitState(join(folder, "below"))).toEqual({ commit, branch: "trunk", dirty: false });
    writeFileSync(join(folder, "a.txt"), "2");
    expect(await gitState(folder)).toEqual({ commit, branch: "trunk", dirty: true });
    git("checkout", "-q", "--detach");
    expect(await gitState(folder)).toEqual({ commit, branch: undefined, dirty: true });
  });

  it("gives nothing outside a working copy, before the first commit, and without git", async () => {
    const { folder } = gitFolder();
    expect(await gitState(folder)).toBeUndefined();
    expect(await gitState("/")).toBeUndefined();
    expect(await gitState("/no/such/folder")).toBeUndefined();
    vi.stubEnv("PATH", "/no/such/folder");
    expect(await gitState(folder)).toBeUndefined();
  });
});

describe("getRunSource", () => {
  const none = { given: undefined, environment: {}, program: undefined, root: "/project" };

  it.each([
    [{ ...none, program: "/project/src/train.ts" }, "src/train.ts", "LOCAL"],
    [{ ...none, program: "/elsewhere/train.ts" }, "/elsewhere/train.ts", "LOCAL"],
    [
      { ...none, environment: { JPY_SESSION_NAME: "/project/notebooks/a.ipynb" }, program: "x" },
      "notebooks/a.ipynb",
      "NOTEBOOK",
    ],
    [{ ...none, environment: { CUADERNO_NOTEBOOK: "b.ipynb", JPY_SESSION_NAME: "a.ipynb" } }, "b.ipynb", "NOTEBOOK"],
    [{ ...none, program: "/project/node_modules/tslab/dist/main.js" }, "notebook", "NOTEBOOK"],
    [{ ...none, program: "/project/node_modules/cuaderno/dist/kernel/kernel-main.js" }, "notebook", "NOTEBOOK"],
    [none, "node", "LOCAL"],
  ] as const)("%#: %s", (given, name, type) => {
    expect(getRunSource(given)).toEqual({ name, type });
  });
});

describe("hashFile", () => {
  it("gives the SHA-256 of a file", async () => {
    const file = join(temporaryFolder(), "a.txt");
    writeFileSync(file, "abc");
    expect(await hashFile(file)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    await expect(hashFile(`${file}x`)).rejects.toThrow(/^hashFile: cannot read .*a.txtx/);
  });
});
