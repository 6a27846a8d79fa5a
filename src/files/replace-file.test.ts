import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { replaceFile } from "./replace-file.js";

describe("replaceFile", () => {
  it("replaces a file and returns what write returned", async () => {
    const path = join(temporaryFolder(), "a");
    writeFileSync(path, "old");
    const result = await replaceFile(path, async (file) => {
      await file.writeFile("new");
      expect(readFileSync(path, "utf8")).toBe("old");
      return 3;
    });
    expect([result, readFileSync(path, "utf8"), readdirSync(join(path, ".."))]).toEqual([3, "new", ["a"]]);
  });

  it("leaves the old file and no other when write fails", async () => {
    const path = join(temporaryFolder(), "a");
    writeFileSync(path, "old");
    const failing = replaceFile(path, async (file) => {
      await file.writeFile("half");
      throw new Error("broken");
    });
    await expect(failing).rejects.toThrow("broken");
    expect([readFileSync(path, "utf8"), readdirSync(join(path, ".."))]).toEqual(["old", ["a"]]);
  });

  it("only creates with exclusive", async () => {
    const path = join(temporaryFolder(), "a");
    await replaceFile(path, (file) => file.writeFile("first"), { exclusive: true });
    const second = replaceFile(path, (file) => file.writeFile("second"), { exclusive: true });
    await expect(second).rejects.toMatchObject({ code: "EEXIST", syscall: "link" });
    expect([readFileSync(path, "utf8"), readdirSync(join(path, ".."))]).toEqual(["first", ["a"]]);
  });
});
