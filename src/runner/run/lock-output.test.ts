import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lockOutput } from "./lock-output.js";
import { runNotebook } from "./run-notebook.js";

const folder = mkdtempSync(join(tmpdir(), "locks-"));
// Other tests running at the same time use another temporary folder.
const { TMPDIR } = process.env;
process.env.TMPDIR = mkdtempSync(join(folder, "temporary-"));
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true, force: true });
});
const locks = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("cuaderno-output-"));

it("locks an output for one run at a time, whatever the path to it", async () => {
  const output = join(folder, "one.ipynb");
  const before = locks().length;
  const lock = await lockOutput(output);
  symlinkSync(folder, `${folder}-link`);
  try {
    for (const other of [output, join(`${folder}-link`, "one.ipynb")]) {
      await expect(lockOutput(other)).rejects.toThrow(
        `is being written by another run (process ${process.pid}); wait for it, or choose another output`,
      );
    }
  } finally {
    rmSync(`${folder}-link`);
  }
  (await lockOutput(join(folder, "two.ipynb"))).release();
  lock.release();
  (await lockOutput(output)).release();
  expect(locks()).toHaveLength(before);
});

it("takes over from a run that was killed, and removes its unfinished write", async () => {
  const output = join(folder, "killed.ipynb");
  const lock = await lockOutput(output);
  const name = locks().find((found) => found.endsWith(".lock"));
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  writeFileSync(join(tmpdir(), String(name)), `${hostname()} ${child.pid} 1 dead`);
  const half = `.cuaderno-writing-${child.pid}-half`;
  writeFileSync(join(folder, half), "half");
  (await lockOutput(output)).release();
  lock.release();
  expect(locks()).not.toContain(name);
  expect(readdirSync(folder)).not.toContain(half);
});

it("does not lock standard output and URIs", async () => {
  for (const output of ["-", "s3://bucket/a.ipynb"]) {
    const lock = await lockOutput(output);
    (await lockOutput(output)).release();
    lock.release();
  }
});

it("rejects a second run into an output before its first cell, and does not write it", async () => {
  const path = join(folder, "a.ipynb");
  const cell = { cell_type: "code", id: "a", metadata: {}, source: "1", outputs: [], execution_count: null };
  const metadata = { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } };
  writeFileSync(path, JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }));
  const output = join(folder, "out.ipynb");
  const lock = await lockOutput(output);
  await expect(runNotebook(path, { output })).rejects.toThrow(`${output} is being written by another run`);
  lock.release();
  expect(readdirSync(folder)).not.toContain("out.ipynb");
});
