import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NotFoundError } from "../core/errors.js";
import { temporaryFolder } from "../testing/make-notebook.js";
import { hashFile } from "./hash-file.js";

it("hashFile is the SHA-256 of a file, and reports a missing one", async () => {
  const path = join(temporaryFolder(), "a");
  writeFileSync(path, "abc");
  expect(await hashFile(path)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  await expect(hashFile(`${path}b`)).rejects.toThrow(NotFoundError);
});
