import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CodeCell } from "../../notebook/format/notebook.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { type CellSketch, notebookFile } from "../../testing/make-notebook.js";
import { testNotebooks } from "../test/test-notebooks.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

/** Runs cells next to some files: the output of each cell, and the error without the path of the notebook. */
async function run(
  cells: readonly CellSketch[],
  files: { readonly [path: string]: string } = {},
): Promise<{ readonly result: RunResult; readonly printed: readonly string[]; readonly error: string }> {
  const path = notebookFile(cells);
  for (const [name, text] of Object.entries(files)) {
    const target = join(dirname(path), name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const result = await runNotebook(path);
  const code = (await readNotebook(result.output)).cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  const printed = code.map(({ outputs }) =>
    outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join(""),
  );
  return { result, printed, error: result.error?.message.replace(path, "a.ipynb") ?? "" };
}

const failing = (source: string): CellSketch => ({ source, tags: ["test"] });

const toPackage = (name: string, code: string, types: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", main: "a.js", types: "a.d.ts" }),
  [`node_modules/${name}/a.js`]: code,
  [`node_modules/${name}/a.d.ts`]: types,
});

describe("cells in tslab with the shim", () => {
  it("see a local module that changed between two cells, and what it then declares", async () => {
    const { printed, error } = await run(
      [
        'import { size, name } from "./local";\nimport { writeFileSync } from "node:fs";\nconsole.log(size, name);',
        "writeFileSync('part.ts', 'export const name = \"new\"');\nwriteFileSync('local.ts', 'export * from \"./part\"; export const size: string = \"large\"; export const more = [1, 2]');",
        'import { size as later, name as other, more } from "./local";\nconsole.log(later.toUpperCase(), other, more.length);',
        'import { size as number } from "./local";\nconst wrong: number = later;',
      ],
      {
        "local.ts": 'export * from "./part"; export const size: number = 1;',
        "part.ts": 'export const name: string = "old"',
      },
    );
    expect(printed.slice(0, 3)).toEqual(["1 old\n", "", "LARGE new 2\n"]);
    expect(error).toMatch(/a\.ipynb#cell-4:2:7: TypeScriptError: Type 'string' is not assignable to type 'number'/);
  });

  it("share what a local module declares globally", async () => {
    const { printed, error } = await run(
      [
        'import { fill } from "./global";\nfill();\nconsole.log(ofModule.text.length, "abc".shout());',
        "console.log(ofModule.text);",
        "const length: string = ofModule.text.length;",
      ],
      {
        "global.ts":
          'declare global {\n  var ofModule: { text: string };\n  interface String { shout(): string }\n}\nexport function fill(): void {\n  globalThis.ofModule = { text: "four" };\n  String.prototype.shout = function () { return this.toUpperCase() + "!"; };\n}',
      },
    );
    expect(printed.slice(0, 2)).toEqual(["4 ABC!\n", "four\n"]);
    expect(error).toMatch(/#cell-3:1:7: TypeScriptError: Type 'number' is not assignable to type 'string'/);
  });

  it("import packages by name with their types, one that declares globally among them", async () => {
    const { printed, error } = await run(
      [
        'import { double } from "doubler";\nimport "globals";\nconsole.log(double(2), globalNumber + 1);',
        "console.log(double(globalNumber));",
        'double("2");',
      ],
      {
        ...toPackage(
          "doubler",
          "exports.double = (value) => 2 * value;",
          '/** Documented, as packages are. */\nimport type { Amount } from "./amount";\nexport declare function double(value: Amount): Amount;',
        ),
        "node_modules/doubler/amount.d.ts": "export type Amount = number;",
        ...toPackage(
          "globals",
          "globalThis.globalNumber = 20;",
          "export {};\ndeclare global { var globalNumber: number }",
        ),
      },
    );
    expect(printed.slice(0, 2)).toEqual(["4 21\n", "40\n"]);
    expect(error).toMatch(
      /#cell-3:1:8: TypeScriptError: Argument of type 'string' is not assignable to parameter of type 'number'/,
    );
  });

  it("report the position of an error: in the cell, behind a shorthand property, at the call of a local module, in that module", async () => {
    const path = notebookFile([
      "const a = 1, b = 2;",
      failing("\n  const two = a +\n    missing;"),
      failing("const c = { a, b }; c.d;"),
      failing('import { fail } from "./local";\nfail();'),
      failing('import { one } from "./wrong";\none;'),
      failing("if (a === 1) {\n  const n = { a, b }.a; throw new RangeError('n is ' + n);\n}"),
    ]);
    const folder = dirname(path);
    writeFileSync(
      join(folder, "local.ts"),
      "interface A { a: 1 }\n\nexport function fail(): never {\n  throw new Error('local');\n}",
    );
    writeFileSync(join(folder, "wrong.ts"), "export const one = 1;\nexport const two: string = 2;");
    const [tested] = await testNotebooks([path]);
    const failed = tested?.tests.filter(({ status }) => status === "failed") ?? [];
    expect(failed.map(({ location, messages: [message] }) => `${location.replace(path, "")} ${message}`)).toEqual([
      "#cell-2:3:5 TypeScriptError: Cannot find name 'missing'.",
      "#cell-3:1:23 TypeScriptError: Property 'd' does not exist on type '{ a: number; b: number; }'.",
      "#cell-4:2:5 Error: local",
      "#cell-5 TypeScriptError: wrong.ts:2:14: Type 'number' is not assignable to type 'string'.",
      "#cell-6:2:31 RangeError: n is 1",
    ]);
  });

  it("destructure properties named as values of earlier cells, in parameters, declarations, assignments and loops", async () => {
    const { printed, error } = await run(
      [
        'import { rmse, r2 } from "./metrics";\nconst models = [{ name: "ridge", scores: { rmse: 1, r2: 2 } }, { name: "tree", scores: { rmse: 3, r2: 4 } }];',
        "console.log(models.map(({ name, scores: { rmse: held, r2: explained } }) => [name, held, explained, r2, models.length].join()).join(' '));",
        "const { scores: { rmse: first, ...others } } = models[0];\nlet second = 0, third = rmse;\n({ scores: { r2: second, rmse: third = 9 } } = models[1]);\nfor ({ scores: { rmse: second } } of models) console.log(second + third + first, others.r2);",
        "const { scores: { rmse: held, r2: explained } } = models[0]; held.missing;",
      ],
      { "metrics.ts": "export const rmse = 10;\nexport const r2 = 20;" },
    );
    expect(printed.slice(1, 3)).toEqual(["ridge,1,2,20,2 tree,3,4,20,2\n", "5 2\n7 2\n"]);
    expect(error).toMatch(/#cell-4:1:67: TypeScriptError: Property 'missing' does not exist on type 'number'/);
  });

  it("may await before a bracket only", async () => {
    const { printed, result } = await run([
      "const f = async () => ({ json: async () => ({ n: 1 }) });",
      "const n = await (await f()).json();",
      "await (f)();\nconsole.log(n.n);",
      "const g = async () => await (f)();\nconsole.log(typeof g);",
      "for (const one of [await (await g()).json()]) console.log(one);",
    ]);
    expect(result.error).toBeUndefined();
    expect(printed).toEqual(["", "", "1\n", "function\n", "{ n: 1 }\n"]);
  });
});
