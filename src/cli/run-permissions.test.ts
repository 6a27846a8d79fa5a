import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CellSketch, notebookFile } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");
const waiting = ["console.log('begun');\nawait new Promise(() => {});"];

/** Root may write anywhere, so it runs the command as nobody, where nobody may read the program. */
const nobody = 65_534;
const asOther = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const mayAsOther =
  process.platform !== "win32" &&
  existsSync(program) &&
  spawnSync(process.execPath, [program, "--version"], { ...asOther, cwd: "/" }).status === 0;
if (!mayAsOther) it.skip("paths that cannot be written: skipped, no other user can run the program here");

function runAsOther(folder: string, words: readonly string[], environment: object = {}) {
  return spawnSync(process.execPath, [program, "run", ...words], {
    ...asOther,
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: "/nonexistent", TMPDIR: "/tmp", ...environment },
  });
}

/** A folder of the given mode with `a.ipynb`. */
function makeFolder(mode: number, cells: readonly CellSketch[] = ["console.log('ran')"]): string {
  const path = notebookFile(cells);
  if (asOther.uid !== undefined) chownSync(dirname(path), nobody, nobody);
  chmodSync(dirname(path), mode);
  return dirname(path);
}

describe.runIf(mayAsOther)("cuaderno run where it may not write", () => {
  it("refuses a read-only folder before the first cell and leaves the earlier output whole", () => {
    const folder = makeFolder(0o700, ["require('node:fs').writeFileSync(process.env.MARK, '')"]);
    copyFileSync(join(folder, "a.ipynb"), join(folder, "a.executed.ipynb"));
    chmodSync(folder, 0o500);
    const mark = join(makeFolder(0o700), "mark");
    const { status, stdout, stderr } = runAsOther(folder, ["a.ipynb"], { MARK: mark });
    expect(stderr).toBe(
      "cuaderno: run: no permission to write a.executed.ipynb (EACCES); choose another file with --output\n",
    );
    expect([status, stdout]).toEqual([4, ""]);
    expect(existsSync(mark)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(["a.executed.ipynb", "a.ipynb"]);
    expect(readFileSync(join(folder, "a.executed.ipynb"))).toEqual(readFileSync(join(folder, "a.ipynb")));
    // Read-only as it is, the notebook can be run into another place.
    expect(runAsOther(folder, ["a.ipynb", "-o", `${mark}.ipynb`], { MARK: mark }).status).toBe(0);
  });

  it("refuses to write into a notebook that may only be read", () => {
    const folder = makeFolder(0o700);
    const path = join(folder, "a.ipynb");
    chmodSync(path, 0o444);
    const before = readFileSync(path, "utf8");
    const { status, stderr } = runAsOther(folder, ["a.ipynb", "--in-place"]);
    expect(stderr).toContain("no permission to write a.ipynb (EACCES); choose another file with --output");
    expect(status).toBe(4);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("runs where folders of the PATH and the home may not be looked at", () => {
    const folder = makeFolder(0o700);
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o000);
    const environment = { PATH: `${closed}:${process.env.PATH}`, HOME: closed, JUPYTER_PATH: closed };
    expect(runAsOther(folder, ["a.ipynb", "--quiet"], environment)).toMatchObject({ status: 0, stderr: "" });
    const { status, stderr } = runAsOther(folder, ["a.ipynb", "--kernel", "nope"], environment);
    expect(stderr).toContain('no kernel "nope"; known kernels: tslab');
    expect(status).toBe(4);
  });

  it.each([
    ["the folder for temporary files", ["a.ipynb"], { TMPDIR: "locked" }, "set TMPDIR to a writable folder"],
    [
      "the tracker",
      ["a.ipynb", "--track"],
      { MLFLOW_TRACKING_URI: "locked/mlruns" },
      "set MLFLOW_TRACKING_URI to another",
    ],
    ["the cache", ["a.ipynb", "--cache"], { CUADERNO_CACHE: "locked/cache" }, "set CUADERNO_CACHE to another folder"],
    ["the report", ["a.ipynb", "--junit", "locked/j.xml"], {}, "choose another file with --junit"],
  ])("says which place it is and what to do: %s", (_what, words, environment, fix) => {
    const folder = makeFolder(0o700);
    mkdirSync(join(folder, "locked"), { mode: 0o555 });
    const { status, stderr } = runAsOther(folder, words, environment);
    expect(stderr).toMatch(/^cuaderno: \w+: (no permission to write|cannot create a folder in) .*locked.*\n$/m);
    expect(stderr).toContain(fix);
    expect(stderr).not.toContain("[1/1]");
    expect(status).toBe(4);
  });
});

describe.runIf(existsSync(program))("cuaderno run into one place", () => {
  it("refuses the second of two runs, by name, and the first goes on", async () => {
    const folder = dirname(notebookFile(waiting));
    writeFileSync(join(folder, "b.ipynb"), readFileSync(join(folder, "a.ipynb")));
    const first = spawn(process.execPath, [program, "run", "a.ipynb", "-o", "out.ipynb"], { cwd: folder });
    onTestFinished(() => void first.kill("SIGKILL"));
    const output = (): string =>
      existsSync(join(folder, "out.ipynb")) ? readFileSync(join(folder, "out.ipynb"), "utf8") : "";
    await expect.poll(output, { timeout: 30_000 }).toContain('"running"');
    const words = [program, "run", "b.ipynb", "-o", "./out.ipynb"];
    const second = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    expect(second.stderr).toBe(
      `cuaderno: run: ./out.ipynb is being written by another run (process ${first.pid}); wait for it, or choose another output\n`,
    );
    expect([second.status, second.stdout]).toEqual([1, ""]);
    first.kill("SIGINT");
    expect(await once(first, "exit")).toEqual([130, null]);
    expect(output()).toContain('"interrupted"');
  });

  it.runIf(process.platform === "linux")("says that a full device is full", () => {
    const folder = dirname(notebookFile(["1"]));
    const { status, stderr } = spawnSync(process.execPath, [program, "run", "a.ipynb", "-o", "/dev/full", "--quiet"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stderr).toBe(
      "cuaderno: run: no space left to write /dev/full; free some space, or choose another file with --output\n",
    );
    expect(status).toBe(4);
  });
});
