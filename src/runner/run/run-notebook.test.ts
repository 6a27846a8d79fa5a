import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  AccessError,
  EnvironmentError,
  FormatError,
  InterruptedError,
  NotFoundError,
  TimeoutError,
} from "../../core/errors.js";
import type { Output } from "../../notebook/format/notebook.js";
import { withoutFailureBanner } from "../../notebook/run/failure-banner.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { type CellSketch, notebookFile, temporaryFolder } from "../../testing/make-notebook.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";
import type { RunNotebookOptions } from "./run-notebook-options.js";

const kernelFolder = mkdtempSync(join(tmpdir(), "cuaderno-run-"));
const usualFolder = process.env.TMPDIR;
const pids = new Set<number>();

beforeAll(() => {
  process.env.TMPDIR = kernelFolder;
});
afterEach(() => {
  expect(readdirSync(kernelFolder).filter((name) => name.startsWith("cuaderno-kernel-"))).toEqual([]);
  for (const pid of pids) expect(isAlive(pid), `process ${pid} of a kernel`).toBe(false);
});
afterAll(() => {
  if (usualFolder === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usualFolder;
  rmSync(kernelFolder, { recursive: true, force: true });
});

const tellPid = "console.log('pid', process.pid)";

async function run(
  cells: readonly CellSketch[],
  { kernel = "tslab", ...options }: RunNotebookOptions = {},
): Promise<{
  readonly result: RunResult;
  readonly outputs: readonly (readonly Output[])[];
  readonly text: (cell: number) => string;
}> {
  const result = await runNotebook(notebookFile(cells, kernel), options);
  // A failed run has a banner on top.
  const { cells: saved } = withoutFailureBanner(await readNotebook(result.output));
  const outputs = saved.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  const text = (cell: number): string =>
    (outputs[cell] ?? []).map((output) => (output.output_type === "stream" ? output.text : "")).join("");
  for (const [, pid] of JSON.stringify(outputs).matchAll(/pid (\d+)/g)) pids.add(Number(pid));
  return { result, outputs, text };
}

describe("runNotebook", () => {
  it("saves an executed copy with outputs, counts and the facts of the run", async () => {
    const seen: string[] = [];
    const cells: CellSketch[] = [
      { markdown: "# title" },
      { source: "const year = 2018;\nconst name: 'a' | 'b' = 'a';", tags: ["parameters"] },
      "for (let i = 0; i < 5000; i++) console.log(i);",
      `const bundle = { data: { "text/html": "<b>1</b>", "text/plain": "1", "application/vnd.plotly.v1+json": { data: [], layout: {} } }, metadata: {}, transient: { display_id: "d" } };
const jupyter = Object.values(require.cache).find((m) => /tslab.dist.jupyter\\.js$/.test(m?.filename ?? ""))?.exports;
jupyter.lastWriteDisplayData(bundle, false);`,
      'jupyter.lastWriteDisplayData({ ...bundle, data: { "text/plain": "2" } }, true);\nconst shorthand = { year, name };\nshorthand',
      "await new Promise((resolve) => setTimeout(resolve, 20));\nconsole.error('warned'); process.cwd()",
      tellPid,
    ];
    const onCell = ({ step, status }: { readonly step: { readonly label: string }; readonly status: string }): void => {
      seen.push(`${step.label} ${status}`);
    };
    const { result, outputs, text } = await run(cells, { parameters: { year: "2020" }, onCell });
    expect(result).toMatchObject({ status: "ok", kernel: "tslab", parameters: { year: 2020, name: "a" } });
    expect(result.error).toBeUndefined();
    expect(result.cells.map(({ cell, status }) => `${cell} ${status}`)).toEqual(
      ["cell-2", "injected-parameters", "cell-3", "cell-4", "cell-5", "cell-6", "cell-7"].map((cell) => `${cell} ok`),
    );
    expect(seen.slice(0, 4)).toEqual([
      "cell-2 running",
      "cell-2 ok",
      "injected-parameters running",
      "injected-parameters ok",
    ]);
    expect(text(3)).toBe(`${Array.from({ length: 5000 }, (_, i) => i).join("\n")}\n`);
    expect(outputs[3]).toHaveLength(1);
    expect(outputs[4]).toEqual([{ output_type: "display_data", data: { "text/plain": "2" }, metadata: {} }]);
    expect(text(5)).toBe("{ year: 2020, name: 'a' }\n");
    expect(text(6)).toBe(`warned\n${dirname(result.notebook)}\n`);
    const saved = await readNotebook(result.output);
    expect(saved.cells.map((cell) => (cell.cell_type === "code" ? cell.execution_count : "text"))).toEqual([
      "text",
      1,
      2,
      3,
      4,
      5,
      6,
      7,
    ]);
    expect(saved.metadata.cuaderno).toMatchObject({
      status: "ok",
      parameters: { year: 2020, name: "a" },
      kernel: { name: "tslab", shim: true },
      versions: { tslab: "1.0.22", node: process.versions.node },
    });
    expect(readdirSync(dirname(result.output)).sort()).toEqual(["a.executed.ipynb", "a.ipynb"]);
  });

  it("names cell, line and column of what was thrown, through functions of earlier cells, and saves outputs so far", async () => {
    const cells = [
      'interface Row { volume: number }\n\n// rows\nfunction check(row: Row): void {\n  if (row.volume < 0) throw new RangeError("volume " + row.volume);\n}',
      { markdown: "text" },
      "console.log('before');\ncheck({ volume: -1 });\nconsole.log('after');",
      "console.log('never');",
      tellPid,
    ];
    const { result, outputs, text } = await run(cells);
    expect(result.status).toBe("failed");
    expect(result.error).toMatchObject({
      kind: "error",
      location: `${result.notebook}#cell-1:5:29`,
      cell: "cell-3",
      sourceLine: '  if (row.volume < 0) throw new RangeError("volume " + row.volume);',
      name: "RangeError",
      message: `${result.notebook}#cell-1:5:29: RangeError: volume -1 (while cell-3 ran)`,
    });
    expect(result.error?.traceback).toEqual(["RangeError: volume -1", "    at check (In[1]:5:29)", "    at In[2]:2:1"]);
    expect(text(2)).toBe("before\n");
    expect(outputs[2]?.at(-1)).toMatchObject({ output_type: "error", ename: "RangeError", evalue: "volume -1" });
    expect(result.cells.map(({ status }) => status)).toEqual(["ok", "failed", "not run", "not run"]);
    expect((await readNotebook(result.output)).metadata.cuaderno).toMatchObject({ status: "failed" });
  });

  it.each([
    [
      "a type error behind a shorthand",
      "const a = 1; const o = { a, c: 1 }; const b: number = 'x';",
      ":1:43: TypeScriptError: Type 'string' is not assignable to type 'number'.",
    ],
    [
      "a rejection that nobody awaits",
      "const a = 1;\nvoid Promise.reject(new TypeError('lost'));",
      ":2:21: TypeError: lost",
    ],
    [
      "an error in an async function",
      "const f = async () => {\n  await null;\n  throw new Error('x');\n};\nawait f();",
      ":3:9: Error: x",
    ],
    [
      "an error that came from a timer",
      "setTimeout(() => {\n  throw new Error('late');\n}, 10);\nawait new Promise((r) => setTimeout(r, 100));",
      ":2:9: Error: late",
    ],
    ["a thrown text", "throw 'no';", ": Thrown: 'no'"],
  ])("fails the cell of %s", async (_what, source, message) => {
    const { result } = await run([source, "console.log('never')"]);
    expect(result.error?.message).toContain(`#cell-1${message}`);
    expect(result.cells.map(({ status }) => status)).toEqual(["failed", "not run"]);
  });

  it("fails for an error that surfaces after the last cell's end", async () => {
    const { result } = await run(["console.log(1)", "setTimeout(() => { throw new Error('late'); }, 1);"]);
    expect(result.status).toBe("failed");
    expect(result.error?.message).toContain("#cell-2:1:26: Error: late");
  });

  it("goes on after a cell tagged raises-exception", async () => {
    const { result, outputs, text } = await run([
      { source: "throw new Error('meant')", tags: ["raises-exception"] },
      "console.log('on')",
      "console.log('and on')",
    ]);
    expect(result.status).toBe("ok");
    expect(outputs[0]?.[0]).toMatchObject({ output_type: "error", evalue: "meant" });
    expect([text(1), text(2)]).toEqual(["on\n", "and on\n"]);
  });

  it("works with a bare tslab too: errors from its text, refused cells sent again", async () => {
    const cells = [
      { source: "throw new RangeError('meant')", tags: ["raises-exception"] },
      "console.log('on')",
      "const a: number = 'x';",
    ];
    const { result, outputs, text } = await run(cells, { shim: false });
    expect(outputs[0]?.at(-1)).toMatchObject({ output_type: "error", ename: "RangeError", evalue: "meant" });
    expect(text(1)).toBe("on\n");
    expect(result.error?.message).toContain("#cell-3:1:7: TypeScriptError: Type 'string' is not assignable");
    expect((await readNotebook(result.output)).metadata.cuaderno).toMatchObject({ kernel: { shim: false } });
  });
});

describe("limits of a run", () => {
  it.each([
    ["a loop without end", "while (true) {}", "did not end within 700 ms; allow more with --cell-timeout"],
    [
      "an await without end",
      "await new Promise(() => {});",
      "did not end within 700 ms; allow more with --cell-timeout",
    ],
    [
      "a loop that cannot be interrupted",
      "await null;\nwhile (true) {}",
      "and did not react to the interrupt, so the kernel was killed",
    ],
  ])("end %s and keep what it printed", async (_what, source, message) => {
    const { result, outputs, text } = await run([tellPid, `console.log('begun');\n${source}`, "1"], {
      cellTimeoutMs: 700,
    });
    expect(result.status).toBe("timeout");
    expect(result.error).toMatchObject({ kind: "timeout", cell: "cell-2" });
    expect(result.error?.message).toContain(message);
    expect(text(1)).toContain("begun\n");
    expect(outputs[1]?.at(-1)).toMatchObject({ output_type: "error", ename: "Timeout" });
    expect(result.cells.map(({ status }) => status)).toEqual(["ok", "timeout", "not run"]);
  });

  it("end a notebook that takes too long as a whole", async () => {
    const pause = "await new Promise((resolve) => setTimeout(resolve, 400));";
    const { result } = await run([pause, pause, pause, pause], {
      kernel: "cuaderno",
      notebookTimeoutMs: 900,
      cellTimeoutMs: 5_000,
    });
    expect(result.status).toBe("timeout");
    expect(result.error?.message).toContain("the notebook did not end within 900 ms; allow more with --timeout");
  });

  it("do not hold up a kernel whose cells left timers and servers open", async () => {
    const { result } = await run([
      tellPid,
      "setInterval(() => {}, 1000); require('http').createServer().listen(0, '127.0.0.1');",
    ]);
    expect(result.status).toBe("ok");
  });

  it("take children of the kernel along", async () => {
    const { result, text } = await run(["console.log(require('child_process').spawn('sleep', ['60']).pid)"]);
    expect(result.status).toBe("ok");
    await expect.poll(() => isAlive(Number(text(0)))).toBe(false);
  });

  it("refuse a kernel that does not reply in time", async () => {
    await expect(run(["1"], { startTimeoutMs: 50 })).rejects.toThrow(TimeoutError);
    await expect(run(["1"], { startTimeoutMs: 50 })).rejects.toThrow(
      'kernel "tslab" (built-in) did not reply within 50 ms',
    );
  });
});

describe("a run that is stopped from outside", () => {
  it.each([
    ["process.exit(3)", "exit code 3"],
    ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", "signal SIGKILL"],
  ])("reports how the kernel died by %s, with the outputs before", async (source, how) => {
    const { result, outputs, text } = await run([tellPid, "console.log('before')", source, "1"]);
    expect(result.status).toBe("failed");
    expect(result.error).toMatchObject({ kind: "died", cell: "cell-3" });
    expect(result.error?.message).toContain(`#cell-3: the kernel ended with ${how} while this cell ran`);
    expect(text(1)).toBe("before\n");
    expect(outputs[2]?.at(-1)).toMatchObject({ ename: "KernelDied" });
  });

  it("saves the last output of a cell that ends the process", async () => {
    const { text } = await run(["console.log('last words'); process.exit(0)"]);
    expect(text(0)).toBe("last words\nStopped: process.exit(0)\n");
  });

  it("is interrupted by its signal", async () => {
    const stop = new AbortController();
    const onCell = ({ position, status }: { readonly position: number; readonly status: string }): void => {
      if (position === 2 && status === "running") setTimeout(() => stop.abort(), 300);
    };
    const { result, text } = await run([tellPid, "console.log('begun');\nwhile (true) {}", "1"], {
      signal: stop.signal,
      onCell,
    });
    expect(result.status).toBe("interrupted");
    expect(text(1)).toContain("begun\n");
    expect(result.cells.map(({ status }) => status)).toEqual(["ok", "interrupted", "not run"]);
  });

  it("does not begin when the signal has come before", async () => {
    await expect(run(["1"], { signal: AbortSignal.abort() })).rejects.toThrow(InterruptedError);
  });
});

describe("refusals before the first cell", () => {
  it("name a missing notebook, a folder, broken JSON, an unknown kernel and an unknown parameter", async () => {
    const folder = temporaryFolder();
    await expect(runNotebook(join(folder, "none.ipynb"))).rejects.toThrow(NotFoundError);
    await expect(runNotebook(folder)).rejects.toThrow(`${folder} is a folder; name a notebook in it`);
    writeFileSync(join(folder, "broken.ipynb"), '{"cells": [');
    await expect(runNotebook(join(folder, "broken.ipynb"))).rejects.toThrow(FormatError);
    const good = notebookFile([{ source: "const trials = 1", tags: ["parameters"] }]);
    await expect(runNotebook(good, { kernel: "tslb" })).rejects.toThrow(
      'no kernel "tslb"; did you mean "tslab"?; known kernels: tslab, jslab',
    );
    await expect(runNotebook(good, { parameters: { trails: 1 } })).rejects.toThrow('did you mean "trials"?');
    expect(readdirSync(dirname(good))).toEqual(["a.ipynb"]);
  });

  it("name a kernel that does not start or dies at its start", async () => {
    const kernel = (argv: readonly string[]): string => {
      const folder = join(temporaryFolder(), "odd");
      mkdirSync(folder);
      writeFileSync(join(folder, "kernel.json"), JSON.stringify({ argv, display_name: "odd", language: "typescript" }));
      return folder;
    };
    const good = notebookFile(["1"]);
    await expect(runNotebook(good, { kernel: kernel(["no-such-program"]) })).rejects.toThrow(
      /kernel "odd" .* does not start .*ENOENT; see "cuaderno kernel list"/,
    );
    const dying = kernel([process.execPath, "-e", "console.error('no licence'); process.exit(9)"]);
    await expect(runNotebook(good, { kernel: dying })).rejects.toThrow(
      /ended at its start with exit code 9; it wrote: no licence/,
    );
    await expect(runNotebook(good, { kernel: join(temporaryFolder(), "none") })).rejects.toThrow(EnvironmentError);
  });

  it("name a path that cannot be written, and leave nothing there", async () => {
    const good = notebookFile(["1"]);
    await expect(runNotebook(good, { output: `${good}/x.ipynb` })).rejects.toThrow(AccessError);
    await expect(runNotebook(good, { output: dirname(good) })).rejects.toThrow(
      "it is a folder; choose another file with --output",
    );
    expect(readdirSync(dirname(good))).toEqual(["a.ipynb"]);
  });
});

describe("a disk that cannot be written", () => {
  it("ends the run with a message when it is full, and leaves the last complete notebook", async (context) => {
    const disk = tinyDisk();
    if (disk === undefined) return context.skip("a small tmpfs cannot be mounted here");
    const output = join(disk, "out.ipynb");
    const cells = ["console.log('small')", "console.log('x'.repeat(300_000))", "1"];
    await expect(run(cells, { kernel: "cuaderno", output })).rejects.toThrow(
      `no space left to write ${output}; free some space, or choose another file with --output`,
    );
    const saved = await readNotebook(output);
    expect(saved.cells[0]).toMatchObject({ outputs: [{ text: "small\n" }] });
    expect(readdirSync(disk)).toEqual(["out.ipynb"]);
  });

  it("ends the run before the first cell when it may only be read", async (context) => {
    const disk = tinyDisk();
    if (disk === undefined) return context.skip("a small tmpfs cannot be mounted here");
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const output = join(disk, "out.ipynb");
    await expect(run([tellPid], { kernel: "cuaderno", output })).rejects.toThrow(
      `cannot write ${output}: the file system is read-only; choose another file with --output`,
    );
  });
});

describe("runs side by side", () => {
  it("do not disturb each other", async () => {
    const runs = await Promise.all(
      [1, 2, 3].map((number) => run([`console.log(${number})`, tellPid], { kernel: "cuaderno" })),
    );
    expect(runs.map(({ text }) => text(0))).toEqual(["1\n", "2\n", "3\n"]);
  });
});

const python = onPath("jupyter-kernelspec") ?? process.env.CUADERNO_TEST_JUPYTER;
const pythonSpec =
  python === undefined ? undefined : join(dirname(python), "..", "share", "jupyter", "kernels", "python3");
const hasPython = pythonSpec !== undefined && statSync(pythonSpec, { throwIfNoEntry: false }) !== undefined;

describe.skipIf(!hasPython)(
  `a Python notebook${hasPython ? "" : ": skipped, no python3 kernel (CUADERNO_TEST_JUPYTER or PATH)"}`,
  () => {
    it("runs with its parameters; results, updates and errors are as Jupyter has them", async () => {
      const path = notebookFile(
        [
          { source: "year = 2018", tags: ["parameters"] },
          "from IPython.display import display, update_display\ndisplay('a', display_id='d')\nyear + 1",
          "update_display('b', display_id='d')",
          "def f():\n    raise ValueError('no')\nf()",
        ],
        "python3",
      );
      const result = await runNotebook(path, { kernel: pythonSpec, parameters: { year: 2020 } });
      const { cells } = await readNotebook(result.output);
      expect(cells[3]).toMatchObject({
        execution_count: 3,
        outputs: [
          { output_type: "display_data", data: { "text/plain": "'b'" } },
          { output_type: "execute_result", data: { "text/plain": "2021" }, execution_count: 3 },
        ],
      });
      expect(result.error?.message).toBe(`${path}#cell-4:2: ValueError: no`);
    });
  },
);

/** Zombies do not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** A disk of 200 kB for one test, where the system lets us have one. */
function tinyDisk(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}
