import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { codeFiles } from "./code-files.js";

describe("codeFiles", () => {
  it("are the nearest lock file and local modules, with what those import", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "nb"));
    writeFileSync(join(folder, "package-lock.json"), "{}");
    writeFileSync(join(folder, "nb", "a.ts"), 'export { b } from "./b.js";');
    writeFileSync(join(folder, "nb", "b.ts"), "export const b = 1;");
    const before = codeFiles(['import { b } from "./a";'], join(folder, "nb"));
    expect(Object.keys(before)).toEqual(["../package-lock.json", "a.ts", "b.ts"]);
    writeFileSync(join(folder, "nb", "b.ts"), "export const b = 2;");
    const after = codeFiles(['import { b } from "./a";'], join(folder, "nb"));
    expect(Object.keys(before).filter((path) => before[path] !== after[path])).toEqual(["b.ts"]);
  });

  it("hold a linked checkout of a package, by what is built of it, and no installed one", () => {
    const folder = temporaryFolder();
    const checkout = temporaryFolder();
    const built = join(checkout, "dist", "core", "mean.js");
    mkdirSync(join(checkout, "dist", "core"), { recursive: true });
    writeFileSync(join(checkout, "package.json"), '{"name": "@me/linked", "version": "1.0.0"}');
    writeFileSync(built, "export const mean = 1;");
    mkdirSync(join(folder, "node_modules", "@me"), { recursive: true });
    symlinkSync(checkout, join(folder, "node_modules", "@me", "linked"));
    mkdirSync(join(folder, "node_modules", "installed"));
    writeFileSync(join(folder, "local.ts"), 'export { mean } from "@me/linked/core";');
    const sources = ['import { a } from "installed";\nimport { mean } from "./local";\nimport fs from "node:fs";'];
    const look = () => codeFiles(sources, folder);
    const first = look();
    expect(Object.keys(first)).toEqual(["local.ts", "package @me/linked"]);
    writeFileSync(join(checkout, "notes.md"), "not built");
    expect(look()).toEqual(first);
    const changes = [
      () => writeFileSync(built, "export const mean = 10;"),
      () => utimesSync(built, 1, 1),
      () => writeFileSync(join(checkout, "dist", "new.js"), ""),
      () => rmSync(built),
      () => writeFileSync(join(checkout, "package.json"), '{"version": "1.0.1"}'),
    ];
    const hashes = changes.map((change) => {
      change();
      return look()["package @me/linked"];
    });
    expect(new Set([first["package @me/linked"], ...hashes]).size).toBe(6);
  });
});
