import { SourceMap } from "node:module";
import { describe, expect, it } from "vitest";
import type { CellSketch } from "../../testing/make-notebook.js";
import { makeNotebook, notebookFile } from "../../testing/make-notebook.js";
import { notebookModule } from "./notebook-module.js";
import { notebookModules } from "./vite-plugin.js";

function load(cells: readonly CellSketch[], kernel?: string): ReturnType<typeof notebookModule> {
  return notebookModule(makeNotebook(cells, kernel), "a.ipynb");
}

describe("the module of a notebook", () => {
  it("has all functions and classes, with the imports, functions and constants that they use", () => {
    const { code, exports, leftOut } = load([
      { markdown: "# Prices" },
      'import pl, { type DataFrame } from "nodejs-polars";\nimport { show, mean as average } from "cuaderno";',
      { source: "const limit = 24 * 60, unused = new Map([[1, 2]]);", tags: ["parameters"] },
      "enum Kind { A, B }\nconsole.log('not run');",
      "function clean(rows: number[]): number[] { return rows.filter((row) => row < limit && row !== Kind.A); }",
      "const share = (rows: number[]) => average(clean(rows));\nclass Model { frame?: DataFrame }",
      { source: "function check() {}", tags: ["test"] },
      { source: "function example() {}", tags: ["demo"] },
    ]);
    expect(exports).toEqual(["clean", "share", "Model"]);
    expect(leftOut).toEqual([]);
    expect(code).toContain('import { mean as average } from "cuaderno"');
    expect(code).toContain("const limit = 24 * 60");
    expect(code).toContain("Kind[Kind");
    expect(code).not.toMatch(/polars|show|console|check|example/);
  });

  it("has all that cells tagged export declare, and runs them whole", () => {
    const { code, exports } = load([
      'import "./setup.js";\nimport { readFileSync } from "node:fs";',
      "const other = () => 1;",
      { source: 'const text = readFileSync("a.txt", "utf8");\nconst { size, ...rest } = sizes;', tags: ["export"] },
      "const sizes = { size: 1, more: [2] };\nfunction unused() {}",
    ]);
    expect(exports).toEqual(["text", "size", "rest"]);
    expect(code).toContain("const sizes");
    expect(code).not.toMatch(/setup|other|unused/);
  });

  it("has what is written with export, where no cell is tagged", () => {
    expect(load(["export const limit = Math.random();\nfunction f() {}", "export function g() {}"]).exports).toEqual([
      "limit",
      "g",
    ]);
  });

  it("has the last one of functions with one name", () => {
    const { code, exports } = load(["const f = () => 1;", "const g = () => f();", "const f = () => 2;"]);
    expect(exports).toEqual(["g", "f"]);
    expect(code).toContain("() => 2");
    expect(code).not.toContain("() => 1");
  });

  it("leaves functions out that use computed, filled or reassigned values, and says why when they are called", () => {
    const { leftOut, exports, code } = load([
      "const a = Math.random(), list: number[] = [];\nlet count = 0;",
      "list.push(1);\ncount += 1;",
      "const f = () => a;\nconst g = () => list;\n  const h = () => count;\nconst k = () => f();",
    ]);
    expect(exports).toEqual([]);
    expect(leftOut.map(({ name, location }) => `${name} ${location}`)).toEqual([
      "f a.ipynb#cell-3:1:17",
      "g a.ipynb#cell-3:2:17",
      "h a.ipynb#cell-3:3:19",
      "k a.ipynb#cell-3:1:17",
    ]);
    expect(leftOut[0]?.reason).toBe(
      '"a" is computed in cell-1, which an import does not run; pass it as an argument, or tag cell-1 "export"',
    );
    expect(code).toContain('throw new Error("f: a.ipynb#cell-3:1:17: \\"a\\" is computed');
  });

  it.each([
    [["const a = ;"], /^import: a\.ipynb#cell-1:1:11: .+; fix the cell$/],
    [
      ["const a = Date.now();", "export const f = () => a;"],
      /^import: a\.ipynb#cell-2:1:24: "a" is computed in cell-1/,
    ],
    [["const a = 1;\nexport { a };"], /^import: a\.ipynb#cell-1:2:1: lists of exports are not supported/],
    [
      [
        { source: "const a = 1;", tags: ["export"] },
        { source: "const a = 2;", tags: ["export"] },
      ],
      /^import: a\.ipynb#cell-2:1:1: "a" is declared in cell-1 too/,
    ],
  ] as const)("refuses %j with cell and line", (cells, message) => {
    expect(() => load(cells)).toThrow(message);
  });

  it("is only made of TypeScript", () => {
    expect(() => load(["def f(): pass"], "python3")).toThrow("import: a.ipynb is in python; expected TypeScript cells");
  });

  it("maps every token to its cell", () => {
    const { code, map, toSource } = load(["const a = 1;", "// first\nconst f = (x: number) => {\n  return x + a;\n};"]);
    const line = code.split("\n").findIndex((text) => text.includes("return x + a"));
    const column = code.split("\n")[line]?.indexOf("a;") ?? -1;
    expect(toSource(line, column)).toEqual({ cell: 2, line: 2, column: 13 });
    const entry = new SourceMap({ ...map, file: "", sourceRoot: "" }).findEntry(line, column);
    expect(entry).toMatchObject({ originalSource: "a.ipynb#cell-2", originalLine: 2, originalColumn: 13 });
  });

  it("is what tests import with the plugin notebookModules", async () => {
    const path = notebookFile([
      "const limit = 2;",
      "function below(rows: number[]) { return rows.filter((row) => row < limit); }",
    ]);
    expect(notebookModules().load(path)?.map.sources).toEqual([`${path}#cell-1`, `${path}#cell-2`]);
    expect(notebookModules().load("a.ts")).toBe(undefined);
    // The plugin is among those of these tests.
    const { below } = (await import(/* @vite-ignore */ path)) as { readonly below: (rows: number[]) => number[] };
    expect(below([1, 2, 3])).toEqual([1]);
  });
});
