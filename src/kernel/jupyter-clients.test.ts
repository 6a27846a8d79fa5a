import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareOutputs } from "../notebook/diff/compare-outputs.js";
import { installKernel } from "../notebook/kernel/install-kernel.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import { runNotebook } from "../runner/run/run-notebook.js";
import { rootFolder } from "../testing/source-files.js";

/** A Python that has jupyter_kernel_test, nbclient and ipykernel. */
const python = process.env.CUADERNO_TEST_KERNEL_PYTHON;
const program = join(rootFolder, "src", "kernel", "jupyter_kernel_test_cuaderno.py");

describe.skipIf(python === undefined)("Jupyter's clients of the kernel (needs CUADERNO_TEST_KERNEL_PYTHON)", () => {
  mkdirSync(join(rootFolder, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".cache", "jupyter-clients-"));
  const run = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(String(python), [program, ...args], { env: { ...process.env, JUPYTER_PATH: folder }, encoding: "utf8" });

  beforeAll(async () => {
    await installKernel(folder, "1.0.0");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("passes jupyter_kernel_test", { timeout: 120_000 }, () => {
    const { status, stderr } = run();
    expect(stderr).toMatch(/Ran 14 tests[\s\S]*OK/);
    expect(status).toBe(0);
  });

  it("gives nbclient the outputs that cuaderno run gets", { timeout: 120_000 }, async () => {
    const sources = [
      "const a: number = 1;\nconsole.log('printed', a);\nconsole.error('to stderr');\na + 1",
      "for (let i = 0; i < 20_000; i++) console.log(i);",
      'import { lineFigure, show } from "cuaderno";\nshow([{ a: 1, b: "x" }]);\nlineFigure({ x: [1, 2], y: [3, 4] }, { title: "Rises", x: { label: "x" }, y: { label: "y" } })',
      "await new Promise((done) => setTimeout(done, 5));\nfunction f() { throw new RangeError('too far'); }",
    ];
    const cells = sources.map((source, index) => ({
      cell_type: "code",
      id: `c${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }));
    const kernelspec = { name: "cuaderno", display_name: "TypeScript (Cuaderno)", language: "typescript" };
    const path = join(folder, "a.ipynb");
    writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
    const [theirs, ours] = [join(folder, "theirs.ipynb"), join(folder, "ours.ipynb")];
    expect(run(path, theirs).stderr).not.toContain("Traceback");
    await runNotebook(path, { output: ours });
    const [own, their] = [await readNotebook(ours), await readNotebook(theirs)];
    const outputs = ({ cells: all }: typeof own) =>
      all.flatMap((cell) => (cell.cell_type === "code" ? [cell.outputs] : []));
    const others = outputs(their);
    expect(outputs(own).flatMap((cell, index) => compareOutputs(others[index] ?? [], cell, { strict: true }))).toEqual(
      [],
    );
    const counts = (await readNotebook(theirs)).cells.map((cell) =>
      cell.cell_type === "code" ? cell.execution_count : 0,
    );
    expect(counts).toEqual([1, 2, 3, 4]);
  });
});
