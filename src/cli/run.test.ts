import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseNotebook } from "../notebook/format/notebook.js";
import type { RunResult } from "../notebook/run/run-result.js";
import { type CellSketch, notebookFile, temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

interface Started {
  readonly child: ChildProcess;
  readonly folder: string;
  /** Everything written to standard error until now. */
  stderr(): string;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** `cuaderno run a.ipynb …` in a folder of its own; connection files go to `temporary` in it. */
function start(cells: readonly CellSketch[], ...words: string[]): Started {
  const folder = dirname(notebookFile(cells, "cuaderno"));
  const temporary = temporaryFolder();
  const child = spawn(process.execPath, [program, "run", ...words], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += String(chunk);
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  }).then(async (end) => {
    await expect
      .poll(() => readdirSync(temporary).filter((name) => name.startsWith("cuaderno-kernel-")), { timeout: 5_000 })
      .toEqual([]);
    return end;
  });
  return { child, folder, stderr: () => stderr, ended };
}

const run = (cells: readonly CellSketch[], ...words: string[]) => start(cells, ...words).ended;

describe.runIf(existsSync(program))("cuaderno run", () => {
  it("writes a line per cell to standard error and prints the path of the executed copy", async () => {
    const { code, stdout, stderr } = await run(["// sets a\nconst a = 1;", "console.log(a)"], "a.ipynb");
    expect(code).toBe(0);
    expect(stdout).toBe("a.executed.ipynb\n");
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^a\.ipynb cell-1 {2}sets a {2}[\d.]+ m?s$/);
    expect(lines[1]).toMatch(/^a\.ipynb cell-2 {2}console\.log\(a\) {2}[\d.]+ m?s$/);
    expect(lines[2]).toMatch(/^ok: 2 of 2 cells in /);
    expect(lines).toHaveLength(3);
  });

  it("sets parameters, names the output and ends with JSON alone", async () => {
    const cells = [{ source: "const year = 2018;", tags: ["parameters"] }, "console.log(year)"];
    const started = start(cells, "a.ipynb", "-p", "year=2020", "-o", "out/b.ipynb", "--json", "--quiet");
    const { code, stdout, stderr } = await started.ended;
    expect([code, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout) as RunResult;
    expect(result).toMatchObject({ status: "ok", output: "out/b.ipynb", parameters: { year: 2020 } });
    expect(readFileSync(join(started.folder, "out", "b.ipynb"), "utf8")).toContain('"2020\\n"');
  });

  it("writes into the notebook itself with --in-place", async () => {
    const started = start(["console.log('x' + 1)"], "a.ipynb", "--in-place");
    expect((await started.ended).stdout).toBe("a.ipynb\n");
    expect(readdirSync(started.folder)).toEqual(["a.ipynb"]);
    expect(readFileSync(join(started.folder, "a.ipynb"), "utf8")).toContain('"x1\\n"');
  });

  it("shows the place and the line of a failure and ends with code 1", async () => {
    const { code, stderr } = await run(["const a = 1;\n  throw new Error('no ' + a);"], "a.ipynb");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "cuaderno: a.ipynb#cell-1:2:9: Error: no 1\n  2 |   throw new Error('no ' + a);\n    |         ^\n",
    );
    expect(stderr).toContain("failed: 1 of 1 cells in ");
  });

  it("ends with code 5 at a time-out", async () => {
    const { code, stderr } = await run(["while (true) {}"], "a.ipynb", "--cell-timeout", "0.5");
    expect(stderr).toContain(
      "cuaderno: a.ipynb#cell-1: this cell did not end within 500 ms; allow more with --cell-timeout",
    );
    expect(code).toBe(5);
  });

  const declared = [{ source: "const trials = 1", tags: ["parameters"] }];
  it.each<[readonly CellSketch[], readonly string[], number, string]>([
    [["1"], ["b.ipynb"], 2, "run: no notebook matches b.ipynb in"],
    [["1"], [], 2, "missing required argument"],
    [declared, ["a.ipynb", "-p", "__proto__=2"], 2, 'unknown parameter "__proto__" for a.ipynb'],
    [declared, ["a.ipynb", "-p", "trails=2"], 2, 'unknown parameter "trails" for a.ipynb; did you mean "trials"?'],
    [declared, ["a.ipynb", "-p", "trials"], 2, '-p: expected name=value, got "trials"'],
    [declared, ["a.ipynb", "-p", "trials=1", "-p", "trials=2"], 2, 'parameter "trials" is set more than once'],
    [declared, ["a.ipynb", "--cell-timeout", "soon"], 2, '--cell-timeout: expected a number above 0, got "soon"'],
    [declared, ["a.ipynb", "--in-place", "-o", "b.ipynb"], 2, "--in-place and --output exclude each other"],
    [["1"], ["a.ipynb", "--kernel", "nope"], 4, 'no kernel "nope"; known kernels: tslab, jslab'],
    [["1"], ["a.ipynb", "-o", "a.ipynb/b.ipynb"], 4, "a part of the path is a file"],
  ])("refuses %j %j with code %i", async (cells, words, expected, message) => {
    const { code, stderr } = await run(cells, ...words);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });

  it("refuses a broken notebook with code 3", async () => {
    const path = join(temporaryFolder(), "broken.ipynb");
    writeFileSync(path, '{"nbformat": 3}');
    const { code, stderr } = await run(["1"], path);
    expect(stderr).toContain("has nbformat 3; expected nbformat 4");
    expect(code).toBe(3);
  });

  it("saves what there is at Ctrl-C, ends with code 130 and takes the kernel along", async () => {
    const started = start(
      ["console.log('pid', process.pid)", "console.log('begun');\nawait new Promise(() => {});", "1"],
      ...["a.ipynb", "--kernel", "tslab"],
    );
    await expect.poll(() => started.stderr(), { timeout: 30_000 }).toContain("a.ipynb cell-1");
    await expect.poll(() => saved(started), { timeout: 10_000 }).toMatch(/"pid \d/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    started.child.kill("SIGINT");
    const { code, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("cuaderno: a.ipynb#cell-2: interrupted while this cell ran");
    const { cells, metadata } = parseNotebook(saved(started), "a.executed.ipynb");
    expect(JSON.stringify(cells[2])).toContain("begun");
    expect(metadata.cuaderno).toMatchObject({ status: "interrupted" });
    await expect.poll(() => isAlive(kernelPid(started))).toBe(false);
  });

  it.each([
    ["waits", "await new Promise(() => {});"],
    ["computes", "while (true) {}"],
  ])("leaves a whole notebook and no kernel when it is killed while a cell %s", async (_what, source) => {
    const started = start(["console.log('pid', process.pid)", source], "a.ipynb");
    await expect.poll(() => saved(started), { timeout: 30_000 }).toMatch(/"pid \d/);
    const pid = kernelPid(started);
    expect(isAlive(pid)).toBe(true);
    started.child.kill("SIGKILL");
    await started.ended;
    expect(parseNotebook(saved(started), "a.executed.ipynb").metadata.cuaderno).toMatchObject({ status: "running" });
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  });
});

function saved(started: Started): string {
  const path = join(started.folder, "a.executed.ipynb");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function kernelPid(started: Started): number {
  return Number(/"pid (\d+)/.exec(saved(started))?.[1]);
}

/** Zombies do not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
