import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { createFileSync, replaceFileSync } from "./replace-file-sync.js";

describe("replaceFileSync", () => {
  it("writes through the temporary file and creates the folder", () => {
    const folder = temporaryFolder();
    const path = join(folder, "a", "b");
    replaceFileSync(path, "old", { temporary: join(folder, ".tmp") });
    replaceFileSync(path, new Uint8Array([110, 101, 119]), { temporary: join(folder, ".tmp"), flush: true });
    expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["new", ["a"]]);
  });

  it("removes the temporary file when the target cannot be replaced", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "a", "b"), { recursive: true });
    expect(() => replaceFileSync(join(folder, "a"), "x", { temporary: join(folder, ".tmp") })).toThrow();
    expect(readdirSync(folder)).toEqual(["a"]);
  });
});

describe("createFileSync", () => {
  it("creates a file and returns false when it exists", () => {
    const folder = temporaryFolder();
    const options = { temporary: join(folder, ".tmp") };
    const path = join(folder, "a");
    expect([createFileSync(path, "first", options), createFileSync(path, "second", options)]).toEqual([true, false]);
    expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["first", ["a"]]);
  });
});
