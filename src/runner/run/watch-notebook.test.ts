import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { CuadernoError } from "../../core/errors.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { readNotebook } from "./read-notebook.js";
import { watchNotebook } from "./watch-notebook.js";

it("runs a saved notebook again from its first changed cell, also after a failure and the kernel's end", async () => {
  const folder = temporaryFolder();
  const [path, output] = [join(folder, "a.ipynb"), join(folder, "out.ipynb")];
  const save = (...sources: readonly string[]): void => {
    const cells = sources.map((source, index) => ({
      cell_type: "code",
      id: `c${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }));
    const kernelspec = { name: "cuaderno", display_name: "TypeScript (Cuaderno)", language: "typescript" };
    writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
  };
  const printed = async (): Promise<readonly string[]> =>
    (await readNotebook(output)).cells.flatMap((cell) =>
      cell.cell_type === "code" ? cell.outputs.map((out) => (out.output_type === "stream" ? out.text.trim() : "")) : [],
    );
  const runs: [RunResult["status"], number][] = [];
  const refused: CuadernoError[] = [];
  const stop = new AbortController();
  const first = 'import { step } from "./lib"; let runs = 0; runs += step; const id = Math.random(); console.log(id);';
  writeFileSync(join(folder, "lib.ts"), "export const step: number = 1;");
  save(first, "runs += 1; console.log(runs)");
  const done = watchNotebook(path, {
    output,
    signal: stop.signal,
    onRun: ({ status }, unchanged) => void runs.push([status, unchanged]),
    onRefused: (error) => void refused.push(error),
  });
  const after = (count: number): Promise<unknown> =>
    vi.waitFor(() => expect(runs.length + refused.length).toBe(count), { timeout: 30_000 });
  await after(1);
  const [id, count] = await printed();
  expect(count).toBe("2");
  save(first, "console.log('runs', runs)");
  await after(2);
  expect(await printed()).toEqual([id, "runs 2"]);
  save(first, "throw new Error('fails')");
  await after(3);
  writeFileSync(join(folder, "lib.ts"), "export const step: number = 10;");
  save(first, "console.log('runs', runs)");
  await after(4);
  expect((await printed())[1]).toBe("runs 10");
  writeFileSync(path, "{");
  await after(5);
  expect(refused[0]?.message).toMatch(/^parseNotebook: .*a\.ipynb is not valid JSON: .*; save the notebook again/);
  save(first, "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});");
  await after(6);
  save(first, "console.log('runs', runs)");
  await after(7);
  expect((await printed())[1]).toBe("runs 10");
  expect(runs).toEqual([
    ["ok", 0],
    ["ok", 1],
    ["failed", 1],
    ["ok", 0],
    ["failed", 1],
    ["ok", 0],
  ]);
  stop.abort();
  await done;
});
