import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { rootFolder } from "../../testing/source-files.js";
import { TypeServer } from "./type-server.js";

mkdirSync(join(rootFolder, ".cache"), { recursive: true });
const folder = mkdtempSync(join(rootFolder, ".cache", "types-"));
const server = new TypeServer(folder);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The errors of a cell; one without errors is run. */
async function run(code: string): Promise<readonly string[]> {
  const { findings, problem } = await server.check(code);
  expect(problem).toBeUndefined();
  if (findings.length === 0) server.ran(code);
  return findings.map(({ position: { line, column }, message }) => `${line + 1}:${column + 1} ${message}`);
}

async function completed(code: string, offset: number = code.length): Promise<readonly string[] | undefined> {
  const found = await server.complete(code, offset);
  return found?.matches.map(({ text }) => `${code.slice(0, found.start)}${text}${code.slice(found.end)}`);
}

describe("TypeServer", () => {
  it("finds errors at line and column, over the names and types of earlier cells", async () => {
    expect(await run("let count = 1;\ninterface Row { price: number }\nconst rows: Row[] = [{ price: 1 }];")).toEqual(
      [],
    );
    expect(await run("const é = 1; const text: string = count;\nrows.map((row) => row.prize);\ncount = 'x';")).toEqual([
      "1:20 Type 'number' is not assignable to type 'string' (TS2322)",
      "2:23 Property 'prize' does not exist on type 'Row'. Did you mean 'price'? (TS2551)",
      "3:1 Type 'string' is not assignable to type 'number' (TS2322)",
    ]);
    // The refused cell did not run: its names do not exist.
    expect(await run("text")).toEqual(["1:1 Cannot find name 'text' (TS2304)"]);
    expect(await run("count = 2; [...rows, { price: 2 }]")).toEqual([]);
  });

  it("lets a cell declare names again, with any type", async () => {
    await run("import { join } from 'node:path'; type Unit = string; let size: Unit = 'm'; enum Kind { A }");
    expect(await run("type Unit = number; let size: Unit = 1; const join = 3; class Kind<T> { value?: T }")).toEqual(
      [],
    );
    expect(await run("size = 2; const kind = new Kind<Unit>(); kind.value = join")).toEqual([]);
    expect(await run("for (const size of ['a']) size.trim(); size.toFixed()")).toEqual([]);
  });

  it("accepts what runs in a cell", async () => {
    const cells = [
      "await Promise.resolve(1); const name = await input('Name? '); export const exported = name;",
      "exported.length; export default function main() {}\nimport.meta.dirname; require('node:fs').readFileSync;",
      "const sorted = [3, 1].toSorted(); using lock = { [Symbol.dispose]() {} }; /[\\p{L}--a]/v.test('b');",
      "import { display } from 'tslab'; import { show } from 'cuaderno'; display.html('a'); show(1);",
      "import type { Stats } from 'node:fs'; import { type Dirent } from 'node:fs'; declare const stats: Stats;",
      "const dirents: Dirent[] = []; let other: Stats | undefined = stats; namespace Units { export const hour = 3600; }",
      "Units.hour + dirents.length; let x; x = 1; x = 'a'; const list = []; list.push(1, 'a'); import('node:os');",
      "// @ts-expect-error\nconst wrong: string = 1; /* type of the interface */ `type Row = 1`;",
      "var a = 1; var a = 2; function doubled() { return a * 2; } class B { constructor(readonly b = doubled()) {} }",
      "function overloaded(a: string): string; function overloaded(a: number): number;\nfunction overloaded(a: unknown) { return a as never; }",
      "overloaded(1).toFixed(); new B().b; a = 3;",
    ];
    for (const code of cells) expect([code, await run(code)]).toEqual([code, []]);
  });

  it("imports packages without types, and sees local files again after an edit", async () => {
    const untyped = join(folder, "node_modules", "untyped-package");
    mkdirSync(untyped, { recursive: true });
    writeFileSync(join(untyped, "package.json"), '{ "name": "untyped-package", "main": "main.js" }');
    writeFileSync(join(untyped, "main.js"), "exports.anything = 1;");
    expect(await run("import { anything } from 'untyped-package'; anything.at.all();")).toEqual([]);
    expect(await run("import { unit } from './lib.ts';")).toEqual([
      expect.stringContaining("1:22 Cannot find module './lib.ts'"),
    ]);
    writeFileSync(join(folder, "lib.ts"), "export { unit } from './unit';");
    writeFileSync(join(folder, "unit.ts"), "export const unit: string = 'm';");
    expect(await run("import { unit } from './lib.ts';\nunit.trim();")).toEqual([]);
    writeFileSync(join(folder, "unit.ts"), "export const unit: number = 1; // edited");
    expect(await run("unit.trim();")).toEqual(["1:6 Property 'trim' does not exist on type 'number' (TS2339)"]);
    writeFileSync(join(folder, "unit.ts"), "export const unit: number = 1;\nconst wrong: string = unit;");
    expect(await run("// why\nimport { unit } from './lib.ts';")).toEqual([
      "2:22 unit.ts:2:7: Type 'number' is not assignable to type 'string' (TS2322)",
    ]);
    writeFileSync(join(folder, "unit.ts"), "export const unit: number = 1;");
    expect(await run("import { unit } from './lib.ts';")).toEqual([]);
    expect(await run("import 'late-package'; import { late } from 'late-package';")).toHaveLength(1);
    mkdirSync(join(folder, "node_modules", "late-package"), { recursive: true });
    writeFileSync(join(folder, "node_modules", "late-package", "index.js"), "exports.late = 1;");
    expect(await run("import 'late-package'; import { late } from 'late-package';")).toEqual([]);
  });

  it("follows tsconfig.json: paths, settings of the notebook's folder, and of the projects of imported files", async () => {
    const project = mkdtempSync(join(rootFolder, ".cache", "types-"));
    const put = (path: string, text: string): void => {
      mkdirSync(join(project, path, ".."), { recursive: true });
      writeFileSync(join(project, path), text);
    };
    const checked = async (path: string, code: string): Promise<readonly string[]> => {
      const other = new TypeServer(join(project, path));
      const { findings } = await other.check(code);
      await other.stop();
      return findings.map(({ position: { line, column }, message }) => `${line + 1}:${column + 1} ${message}`);
    };
    put(
      "tsconfig.json",
      '{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./src/*"] } }, "include": ["src"] }',
    );
    put("src/good.ts", "export const size = (text: string | null): number => text?.length ?? 0;");
    put("src/lenient.ts", "export const unit: string = null;");
    put("notebooks/package.json", "{}");
    expect(await checked("notebooks", "import { size } from '@/good'; const n: number = null; size(n);")).toEqual([
      "1:61 Argument of type 'number' is not assignable to parameter of type 'string' (TS2345)",
    ]);
    expect(await checked("notebooks", "import { unit } from '@/lenient';")).toEqual([
      "1:22 ../src/lenient.ts:1:14: Type 'null' is not assignable to type 'string' (TS2322)",
    ]);
    expect(await checked("src", "const n: number = null;")).toEqual([
      "1:7 Type 'null' is not assignable to type 'number' (TS2322)",
    ]);
    rmSync(project, { recursive: true, force: true });
  });

  it("completes names, members, strings and the code that is not finished", async () => {
    await run("const prices = [{ city: 'Lima', euro: 3 }];");
    expect(await completed("'😀'; pric")).toEqual(["'😀'; prices"]);
    expect(await completed("if (true) { prices[0].ci")).toEqual(["if (true) { prices[0].city"]);
    expect(await completed("prices[0].eu + 1", 12)).toEqual(["prices[0].euro + 1"]);
    expect(await completed("`a ${prices.fla")).toEqual(["`a ${prices.flat", "`a ${prices.flatMap"]);
    expect(await completed("import { readFi } from 'node:fs'", 15)).toContain("import { readFileSync } from 'node:fs'");
    expect(await completed('import "node:fs/p')).toContain('import "node:fs/promises');
    expect(await completed("interface Trip { hours: number; miles: number }\nconst trip: Trip = { ho")).toEqual([
      "interface Trip { hours: number; miles: number }\nconst trip: Trip = { hours",
    ]);
    expect(await completed("readTab")).toBeUndefined();
    expect((await server.complete("prices.ma", 9))?.matches).toEqual([{ text: "map", type: "function" }]);
  });

  it("describes names with their documentation, and the parameter that is being written", async () => {
    await run("/** The mean.\n * @param xs the values */\nfunction average(xs: number[], digits = 2) { return 1; }");
    const shown = async (code: string, offset = code.length): Promise<string | undefined> =>
      (await server.inspect(code, offset))?.data["text/plain"];
    expect(await shown("average", 3)).toMatch(
      /^function average\(xs: number\[\], digits\?: number\): number\nThe mean\./,
    );
    expect((await server.inspect("prices", 2))?.data["text/markdown"]).toMatch(/^```typescript\nconst prices: \{/);
    expect(await shown("average([1], ")).toMatch(
      /^average\(xs: number\[\], digits\?: number\): number\n\nParameter `digits/,
    );
    expect(await shown("average(")).toContain("Parameter `xs: number[]`");
    expect(await shown("prices;")).toContain("const prices");
    expect(await shown("")).toBeUndefined();
    expect(await shown("1 + ")).toBeUndefined();
  });

  it("starts again when its process ends, and survives hostile cells", async () => {
    const list = execFileSync("ps", ["--ppid", `${process.pid}`, "-o", "pid=,comm="], { encoding: "utf8" });
    const [own] = list.split("\n").filter((line) => line.trim().endsWith(" tsc"));
    process.kill(Number.parseInt(String(own), 10), "SIGKILL");
    expect(await run("prices[0].nothing")).toHaveLength(1);
    const long = Array.from({ length: 10_000 }, (_, row) => `const line${row}: number = ${row};`).join("\n");
    expect(await run(`${long}\nconst end: string = line9999;`)).toEqual([
      "10001:7 Type 'number' is not assignable to type 'string' (TS2322)",
    ]);
    for (const code of ["const = 3", "`", "%matplotlib inline", "!ls", "\u0000", "(".repeat(900), "(".repeat(20_000)]) {
      expect([code.slice(0, 9), (await server.check(code)).problem]).toEqual([code.slice(0, 9), undefined]);
      await server.complete(code, code.length);
      await server.inspect(code, 1);
    }
    expect(await run("prices[0].city")).toEqual([]);
  });

  it("checks cells ahead, in order", async () => {
    const cells = ["const first = 1;", "const second: string = first;", "first + 1"];
    server.expect(cells);
    expect(await run("const first = 1;")).toEqual([]);
    expect(await run("const second: string = first;")).toHaveLength(1);
    expect(await run("const first = 'other'; const more: string = first;")).toEqual([]);
  });

  it("reports a missing TypeScript", async () => {
    const none = new TypeServer(folder, () => undefined);
    const missing = 'TypeScript 7 is not installed; run "npm install --save-dev typescript@7", or choose typecheck off';
    expect(await none.check("const a: string = 1;")).toEqual({ findings: [], problem: missing });
    expect(await none.complete("a", 1)).toBeUndefined();
    expect(await none.inspect("a", 1)).toBeUndefined();
    const broken = new TypeServer(folder, () => ({ version: "7.0.0", program: join(folder, "no-program") }));
    expect((await broken.check("1")).problem).toMatch(/does not start/);
  });
});
