import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { copyFile } from "./copy-file.js";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-copy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it("copies a file into a folder under its name", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.csv"), "x\n1\n");
  const { uri, size } = await copyFile(join(folder, "a.csv"), `${folder}/copies/`);
  expect({ uri, size }).toEqual({ uri: `${folder}/copies/a.csv`, size: 4 });
  expect(readFileSync(uri, "utf8")).toBe("x\n1\n");
});

it("refuses a folder as source", async () => {
  const folder = temporaryFolder();
  await expect(copyFile(`${folder}/`, `${folder}/b`)).rejects.toThrow("does not name an object");
});
