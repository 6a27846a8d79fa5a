import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { unzipEntry } from "./unzip-entry.js";

const archive = zipSync({ "data/table.csv": strToU8("a,b\n1,2\n"), "readme.txt": strToU8("about") });

describe("unzipEntry", () => {
  it("returns the bytes of the file with that ending", async () => {
    expect(new TextDecoder().decode(await unzipEntry(archive, "table.csv", "a.zip"))).toBe("a,b\n1,2\n");
  });

  it("lists the files when none has that ending", async () => {
    await expect(unzipEntry(archive, ".parquet", "a.zip")).rejects.toThrow(
      'unzipEntry: no file in a.zip ends in ".parquet"; found data/table.csv, readme.txt',
    );
  });

  it("rejects an ending of two files", async () => {
    await expect(unzipEntry(archive, "t", "a.zip")).resolves.toBeDefined();
    const two = zipSync({ "a.csv": strToU8("1"), "b.csv": strToU8("2") });
    await expect(unzipEntry(two, ".csv", "a.zip")).rejects.toThrow("2 files in a.zip end in");
  });

  it("rejects bytes that are not an archive", async () => {
    await expect(unzipEntry(strToU8("<html>maintenance</html>"), ".csv", "a.zip")).rejects.toThrow(
      "unzipEntry: a.zip is not a readable zip archive",
    );
  });

  it("rejects a truncated archive", async () => {
    await expect(unzipEntry(archive.slice(0, archive.length - 60), ".csv", "a.zip")).rejects.toThrow("a.zip");
  });
});
