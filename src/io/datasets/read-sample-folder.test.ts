import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { readSampleFolder } from "./read-sample-folder.js";

it("reads files of subfolders by relative path and leaves out the README", () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-sample-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "2018"));
  writeFileSync(join(folder, "2018", "a #1%.csv"), "x\n1\n");
  writeFileSync(join(folder, "README.md"), "a sample");
  const files = readSampleFolder(pathToFileURL(folder));
  expect([...files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)])).toEqual([
    ["2018/a #1%.csv", "x\n1\n"],
  ]);
});
