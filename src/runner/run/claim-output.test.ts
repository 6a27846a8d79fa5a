import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { claimOutput } from "./claim-output.js";
import { runNotebook } from "./run-notebook.js";

const folder = mkdtempSync(join(tmpdir(), "claims-"));
// Claims of other tests that run meanwhile lie elsewhere.
const { TMPDIR } = process.env;
process.env.TMPDIR = mkdtempSync(join(folder, "temporary-"));
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true, force: true });
});
const claims = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("cuaderno-output-"));

it("gives an output to one run at a time, also by another way to it, and lets go", () => {
  const place = join(folder, "one.ipynb");
  const before = claims().length;
  const letGo = claimOutput(place);
  symlinkSync(folder, `${folder}-link`);
  try {
    for (const other of [place, join(`${folder}-link`, "one.ipynb")]) {
      expect(() => claimOutput(other)).toThrow(
        `is being written by another run (process ${process.pid}); wait for it, or choose another output`,
      );
    }
  } finally {
    rmSync(`${folder}-link`);
  }
  claimOutput(join(folder, "two.ipynb"))();
  letGo();
  claimOutput(place)();
  expect(claims()).toHaveLength(before);
});

it("takes over from a run that was killed", async () => {
  const place = join(folder, "killed.ipynb");
  const letGo = claimOutput(place);
  const name = claims().find((own) => own.endsWith(".claim"));
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const path = join(tmpdir(), String(name));
  writeFileSync(path, `${child.pid} 1 dead`);
  claimOutput(place)();
  letGo();
  expect(claims()).not.toContain(name);
});

it("does not stand in the way of standard output and addresses", () => {
  for (const place of ["-", "s3://bucket/a.ipynb"]) {
    const letGo = claimOutput(place);
    claimOutput(place)();
    letGo();
  }
});

it("refuses a second run into an output before its first cell, and leaves the notebook alone", async () => {
  const path = join(folder, "a.ipynb");
  const cell = { cell_type: "code", id: "a", metadata: {}, source: "1", outputs: [], execution_count: null };
  const metadata = { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } };
  writeFileSync(path, JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }));
  const output = join(folder, "out.ipynb");
  const letGo = claimOutput(output);
  await expect(runNotebook(path, { output })).rejects.toThrow(`${output} is being written by another run`);
  letGo();
  expect(readdirSync(folder)).not.toContain("out.ipynb");
});
