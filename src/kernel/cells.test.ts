import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../core/json.js";
import { startTestKernel } from "../testing/run-cells.js";
import { rootFolder } from "../testing/source-files.js";

/** A folder inside the checkout, where packages are found. */
function projectFolder(files: Readonly<Record<string, string>> = {}): string {
  mkdirSync(join(rootFolder, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".cache", "cells-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("cells of the kernel", () => {
  it("declare a name again with any keyword, and closures see it", async () => {
    const { run } = await startTestKernel();
    await run("const a = 1; let b = 1; var c = 1; class D {} function e() { return 1; } const read = () => a;");
    const second = "let a = 2; class b {} function c() { return 2; } const D = 2; var e = 2;";
    expect((await run(second)).outcome.kind).toBe("ok");
    expect((await run("[a, typeof b, c(), D, e, read()].join()")).text).toBe("2,function,2,2,2,2");
    await run("let q = 1; const g = () => q");
    expect((await run("q = 9; g()")).text).toBe("9");
  });

  it("have TypeScript that must be compiled: enums, namespaces, decorators, parameter properties, using", async () => {
    const { run } = await startTestKernel();
    const source = `
enum Color { Red = "r" }
namespace Units { export const hour = 3600; }
const log: string[] = [];
function traced(target: object, key: string) { log.push(key); }
class Trip { constructor(readonly hours: number) {} @traced seconds(): number { return this.hours * Units.hour; } }
class Lock { [Symbol.dispose]() { log.push("released"); } }
using lock = new Lock();
const generic = <T,>(value: T): T => value;
log.push(generic<string>(Color.Red), String(new Trip(2).seconds()));`;
    expect((await run(source)).outcome.kind).toBe("ok");
    expect((await run("log.join()")).text).toBe("seconds,r,7200,released");
  });

  it("may export a default of any kind, and begin with a line for a shell", async () => {
    const { run } = await startTestKernel();
    for (const code of ["{ a: 1, b: [2] }", "function () {}", "class extends Array {}", "await Promise.resolve(1)"]) {
      expect([code, (await run(`const before = 1\nexport default ${code}`)).outcome.kind]).toEqual([code, "ok"]);
    }
    expect((await run("export default function named() { return 4; }\nnamed()")).text).toBe("4");
    expect((await run("#!/usr/bin/env tsx\n5")).text).toBe("5");
  });

  it("import in functions that Function compiles; eval and JSX are refused with what to do", async () => {
    const { run } = await startTestKernel();
    const source = 'const load = new Function("name", "return import(name)"); (await load("node:os")).EOL.length';
    expect((await run(source)).text).toBe("1");
    expect((await run('Function("a", "return a + 1")(1)')).text).toBe("2");
    expect((await run("class Function { size = 3 } new Function().size")).text).toBe("3");
    const evaluated = await run("const name = 'node:os';\nawait eval('import(name)')");
    expect(evaluated.outcome).toMatchObject({
      error: { evalue: expect.stringMatching(/^import\(\) does not work in code that eval compiles; call import\(\)/) },
    });
    const element = await run("const x = 1;\nconst element = <b>{x}</b>;");
    expect(element.outcome).toMatchObject({
      error: { ename: "SyntaxError", evalue: expect.stringContaining("JSX does not work in a cell; write") },
    });
  });

  it("import names of this package without the rest of it, the same as the whole package has", async () => {
    const { run } = await startTestKernel(projectFolder());
    await run('import { rmse, show, absent } from "cuaderno";\nimport { schema as define } from "cuaderno";');
    await run('import * as all from "cuaderno";');
    expect((await run("[all.show === show, all.rmse === rmse, all.schema === define, all.absent]")).text).toBe(
      "[ true, true, true, undefined ]",
    );
  });

  it("await at the top level, loop over async iterables, and show the last value", async () => {
    const { run } = await startTestKernel();
    const source =
      "async function* two() { yield 1; yield 2; }\nlet sum = 0;\nfor await (const n of two()) sum += n;\nawait Promise.resolve(sum);";
    expect((await run(source)).text).toBe("3");
    expect((await run("const b = 2; ({ a: 1, b })")).text).toBe("{ a: 1, b: 2 }");
    expect((await run("for (const i of [1]) i * 2;")).text).toBe("");
    expect((await run("undefined")).text).toBe("");
  });

  it("import ES modules, CommonJS and JSON, and local TypeScript again after an edit", async () => {
    const folder = projectFolder({
      "lib.ts":
        'import { unit, type Unit } from "./unit"; export const size = (): Unit => unit + "1"; export default 7;',
      "unit.ts": 'export type Unit = string; export const unit: Unit = "m"; await Promise.resolve();',
      "again.ts": 'export { type Unit, unit as name } from "./unit.js"; export { Unit as Other } from "./unit.ts";',
      "data.json": '{ "rows": 3 }',
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
    });
    const { run } = await startTestKernel(folder);
    const imports = `import { mean } from "simple-statistics";
import * as path from "node:path";
import data from "./data.json";
import seven, { size } from "./lib";
import { name } from "./again";
import { size as mapped } from "@/lib";
import { show } from "cuaderno";
const { readFileSync } = await import("node:fs");
[mean([1, 3]), path.sep, data.rows, seven, size(), name, mapped === size, typeof show, typeof readFileSync, typeof require("node:fs").readFileSync].join()`;
    expect((await run(imports)).text).toBe("2,/,3,7,m1,m,true,function,function,function");
    writeFileSync(join(folder, "unit.ts"), 'export type Unit = string; export const unit: Unit = "kilometre";');
    expect((await run('import { size } from "./lib"; size()')).text).toBe("kilometre1");
  });

  it("update a display by its id, in the cell that shows it, and import tslab's display functions", async () => {
    const { run } = await startTestKernel();
    const shown = await run(
      "import { display, newDisplay } from 'tslab'; const own = newDisplay(); own.html('<b>1</b>'); display.text('a');",
    );
    const own = shown.outputs.find(({ type }) => type === "display_data");
    const id = (own?.content.transient as JsonObject | undefined)?.display_id;
    expect(id).toMatch(/^[\w-]{36}$/);
    const updated = await run("own.html('<b>2</b>')");
    expect(updated.outputs.at(-1)).toMatchObject({
      type: "update_display_data",
      content: { data: { "text/html": "<b>2</b>" }, transient: { display_id: id } },
    });
  });

  it("report errors with cell, line and column of the source, and the cause", async () => {
    const folder = projectFolder({
      "throws.ts": "throw new Error('no data');",
      "lib.ts":
        "interface Unused { a: string }\n\nexport function fail(): never {\n  throw new RangeError('too far');\n}\n",
    });
    const { run } = await startTestKernel(folder);
    await run(
      "type A = number;\nfunction inner(): A {\n  throw new TypeError('wrong', { cause: new Error('reason') });\n}",
    );
    const { outcome } = await run("interface B { a: A }\n\n  inner();");
    expect(outcome.kind === "error" && outcome.error?.ename).toBe("TypeError");
    const traceback = outcome.kind === "error" ? (outcome.error?.traceback.join("\n") ?? "") : "";
    expect(traceback).toMatch(/at inner \(In\[1\]:3:9\)\n\s+at In\[2\]:3:3/);
    expect(traceback).toContain("[cause]: Error: reason");
    expect(traceback).not.toMatch(/node:internal|dist\/kernel|chunks/);
    const local = await run('import { fail } from "./lib";\nfail();');
    const frames = local.outcome.kind === "error" ? (local.outcome.error?.traceback.join("\n") ?? "") : "";
    expect(frames).toMatch(/at fail \(file:.*\/lib\.ts:4:9\)\n\s+at In\[3\]:2:1/);
    const syntax = await run("const é = 1;\nconst x: = 3;");
    expect(syntax.outcome.kind === "error" && syntax.outcome.error).toMatchObject({
      ename: "SyntaxError",
      traceback: [expect.stringContaining("SyntaxError"), "    at In[4]:2:10"],
    });
    for (const repeated of ['import { EOL } from "node:os";\nlet EOL = 1;', "function f() {}\nfunction  f() {}"]) {
      const { outcome } = await run(repeated);
      expect(outcome.kind === "error" && outcome.error?.traceback).toEqual([
        expect.stringMatching(/^SyntaxError: identifier '\w+' has already been declared$/),
        expect.stringMatching(/^ {4}at In\[[56]\]:2:\d+$/),
      ]);
    }
    const loaded = await run('import "./throws";');
    expect(loaded.outcome.kind === "error" && loaded.outcome.error?.traceback.join("\n")).toMatch(
      /^Error: no data\n\s+at file:.*\/throws\.ts:1:\d+\n\s+at In\[7\]:1:1$/,
    );
    const missing = await run('const a = 1;\nimport { x } from "no-such-package";');
    expect(missing.outcome.kind === "error" && missing.outcome.error?.traceback.at(-1)).toBe("    at In[8]:2:1");
  });
});
