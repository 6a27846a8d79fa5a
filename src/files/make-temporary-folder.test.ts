import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { makeTemporaryFolder } from "./make-temporary-folder.js";

it("makeTemporaryFolder creates a private folder with the prefix", () => {
  const prefix = join(temporaryFolder(), "cuaderno-test-");
  const folder = makeTemporaryFolder(prefix, "test");
  expect([folder.startsWith(prefix), existsSync(folder)]).toEqual([true, true]);
  if (process.platform !== "win32") expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it("makeTemporaryFolder names the caller and TMPDIR when the parent is missing", () => {
  const parent = join(temporaryFolder(), "none");
  expect(() => makeTemporaryFolder(join(parent, "a-"), "readTable")).toThrow(
    `readTable: cannot create a folder in ${parent} (ENOENT); set TMPDIR to a writable folder with free space`,
  );
});
