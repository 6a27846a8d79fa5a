import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { copyFolder } from "./copy-folder.js";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-copy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "raw", "2018"), { recursive: true });
  writeFileSync(join(folder, "raw", "a b.csv"), "x\n1\n");
  writeFileSync(join(folder, "raw", "2018", "b.csv"), "x\n2\n");
  return folder;
}

describe("copyFolder", () => {
  it("copies all files with their relative paths", async () => {
    const folder = makeFolder();
    const copied = await copyFolder(join(folder, "raw"), join(folder, "copy"));
    expect(copied.map(({ uri, size }) => [uri, size])).toEqual([
      [join(folder, "copy", "2018", "b.csv"), 4],
      [join(folder, "copy", "a b.csv"), 4],
    ]);
    expect(readFileSync(join(folder, "copy", "2018", "b.csv"), "utf8")).toBe("x\n2\n");
  });

  it("refuses an empty source and a server that cannot be listed", async () => {
    const folder = makeFolder();
    await expect(copyFolder(join(folder, "none"), join(folder, "copy"))).rejects.toThrow(
      "copyFolder: nothing is below",
    );
    await expect(copyFolder("https://example.org/data/", folder)).rejects.toThrow("cannot list");
  });

  describeOnS3("a bucket", "lake", () => {
    it("is filled and read back", async () => {
      const folder = makeFolder();
      await copyFolder(join(folder, "raw"), "s3://lake/raw");
      const back = await copyFolder("s3://lake/raw/", join(folder, "back"));
      expect(back.map(({ from }) => from)).toEqual(["s3://lake/raw/2018/b.csv", "s3://lake/raw/a b.csv"]);
      expect(readFileSync(join(folder, "back", "a b.csv"), "utf8")).toBe("x\n1\n");
    });
  });
});
