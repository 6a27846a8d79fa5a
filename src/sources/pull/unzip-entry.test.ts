import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { unzipEntry } from "./unzip-entry.js";

const archive = zipSync({ "data/table.csv": strToU8("a,b\n1,2\n"), "readme.txt": strToU8("about") });

describe("zipEntry", () => {
  it("gives the bytes of the file with that ending", async () => {
    expect(new TextDecoder().decode(await unzipEntry(archive, "table.csv", "a.zip"))).toBe("a,b\n1,2\n");
  });

  it("names what is there when the file is not", async () => {
    await expect(unzipEntry(archive, ".parquet", "a.zip")).rejects.toThrow(
      'unzipEntry: a.zip holds no file ending in ".parquet"; it holds data/table.csv, readme.txt',
    );
  });

  it("refuses an ending that fits two files", async () => {
    await expect(unzipEntry(archive, "t", "a.zip")).resolves.toBeDefined();
    const two = zipSync({ "a.csv": strToU8("1"), "b.csv": strToU8("2") });
    await expect(unzipEntry(two, ".csv", "a.zip")).rejects.toThrow("holds 2 files");
  });

  it("refuses bytes that are no archive", async () => {
    await expect(unzipEntry(strToU8("<html>maintenance</html>"), ".csv", "a.zip")).rejects.toThrow(
      "unzipEntry: a.zip is not a zip archive",
    );
  });

  it("refuses an archive that was cut short", async () => {
    await expect(unzipEntry(archive.slice(0, archive.length - 60), ".csv", "a.zip")).rejects.toThrow("a.zip");
  });
});
