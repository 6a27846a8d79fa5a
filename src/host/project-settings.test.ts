import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { mappedPaths, projectSettings } from "./project-settings.js";

/** A folder with these files. */
function folderWith(files: { readonly [path: string]: object | string }): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

it("are those of the nearest tsconfig.json and of what it extends, with comments", () => {
  const folder = folderWith({
    "base.json": { compilerOptions: { strict: true, noUnusedLocals: true, paths: { "a/*": ["./lib/*"] } } },
    "tsconfig.json": '{ "extends": "./base", /* why */ "compilerOptions": { "noImplicitAny": false, }, } // "end"',
  });
  expect(projectSettings(join(folder, "notebooks"))).toEqual({
    paths: { "a/*": [join(folder, "lib/*")] },
    options: { strict: true, noImplicitAny: false },
  });
});

it("have options only for folders that include names", () => {
  const options = { strict: true };
  for (const [include, exclude, isIncluded] of [
    [["src"], [], false],
    [["src", "notebooks/**/*"], [], true],
    [["./notebooks"], [], true],
    [["**/*.ts"], ["notebooks"], false],
    [["notebooks/*.py"], [], false],
    [["."], [], true],
  ] as const) {
    const folder = folderWith({ "tsconfig.json": { compilerOptions: options, include, exclude } });
    expect([include, projectSettings(join(folder, "notebooks")).options]).toEqual([include, isIncluded ? options : {}]);
  }
});

it("are none where the file cannot be read", () => {
  expect(projectSettings(folderWith({ "tsconfig.json": "{ broken" }))).toEqual({ paths: {}, options: {} });
  const cyclic = folderWith({ "tsconfig.json": { extends: "./tsconfig.json" } });
  expect(projectSettings(cyclic).options).toEqual({});
});

it("map specifiers by the most specific pattern", () => {
  const settings = { paths: { "*": ["/base/*"], "@/*": ["/src/*", "/gen/*"], "@/x": ["/x.ts"] } };
  expect(mappedPaths("@/a/b", settings)).toEqual(["/src/a/b", "/gen/a/b"]);
  expect(mappedPaths("@/x", settings)).toEqual(["/x.ts"]);
  expect(mappedPaths("lib", settings)).toEqual(["/base/lib"]);
  expect(mappedPaths("lib", { paths: {} })).toEqual([]);
});
