import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findCompiler } from "../../host/find-compiler.js";
import { type CellSketch, makeNotebook, notebookFile, temporaryFolder } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { checkNotebooks } from "./check-notebooks.js";

const settings = { source: "const limit = 3;", tags: ["parameters"] };

/** A notebook in a folder that has the packages of this project, TypeScript 7 among them. */
function projectNotebook(cells: readonly CellSketch[]): string {
  const path = notebookFile(cells);
  symlinkSync(join(rootFolder, "node_modules"), join(dirname(path), "node_modules"));
  return path;
}

/** Rule and location of all findings in a notebook, without the file. */
async function foundIn(path: string): Promise<readonly string[]> {
  const { findings } = await checkNotebooks([path]);
  return findings.map(({ rule, location }) => `${rule} ${location.replace(path, "")}`);
}

/** Location and message of all findings in a notebook, without the file. */
async function foundWith(path: string): Promise<readonly string[]> {
  const { findings } = await checkNotebooks([path]);
  return findings.map(({ location, message }) => `${location.replace(path, "")} ${message}`);
}

const found = (...cells: CellSketch[]): Promise<readonly string[]> => foundIn(projectNotebook(cells));

describe.each([
  ["TypeScript 7", projectNotebook],
  ["tslab's TypeScript 5.0.4", notebookFile],
])("checkNotebooks with %s", (_compiler, notebookWith) => {
  it("finds nothing in what tslab accepts", async () => {
    const cells = [
      { markdown: "# A notebook" },
      settings,
      'let q = 1;\nvar total = 0;\nconst word = "a";\ninterface Point { x: number }\nclass Box<T> { constructor(readonly value: T) {} }',
      "q = q + limit;\ntotal += q;\nconst word = 4;\nconst point: Point = { x: word };",
      'interface Point { y: string }\nconst other: Point = { y: "b" };\nconst { y, ...rest } = other;\nenum Colour { red }',
      "const text = await Promise.resolve(new Box(Colour.red));\ntext.value;\nfor await (const part of [text]) console.log(part, y, q, point);",
      "function double(value) { return value * 2; }\nlet nothing: number = null;\ndouble(nothing)",
      "let mode: 'fast' | 'slow' = 'fast';",
      "if (mode === 'slow') console.log(process.pid, Buffer.from('a'), nothing);",
    ];
    expect(await foundIn(notebookWith(cells))).toEqual([]);
  });

  it("finds nothing in stranger cells that tslab accepts", async () => {
    const cells = [
      settings,
      "// only a comment",
      "limit // a comment at the end",
      "abstract class A { abstract f(): number; static n = 1; }\nnamespace Space { export const k = 1; export type T = string }",
      "class B extends A { f() { return Space.k } }\nconst t: Space.T = 'a';\nfunction over(a: number): number;\nfunction over(a: string): string;\nfunction over(a: any) { return a; }",
      "const z = over(3) + over('a').length + new B().f() + t.length;\nconst { a = 1, ...others } = { b: 2 } as any;\nconst [first, , third = limit] = [1, 2];\n({ z, a, others });",
      "let total = first;\ntotal += third;",
      "total--;\n[total] = [5];\nfor (total of [1, 2]) ;",
      "const process = { pid: 'mine' };\nconst name = 'a';\nprocess.pid.length + name.length;",
      "function* gen() { yield 1; }\nconst sym = Symbol('s');\nconst obj = { [sym]: 1 };",
      "obj[sym] + [...gen()].length;\nvar evolving;\nevolving = 3;\nevolving = 'a';\nconst list = [];\nlist.push(1);",
      "list.push('b');\nfunction opt(this: any, maybe?) { return arguments.length }\nnew URL('http://a.b');\nnew AbortController();",
      "const lines = 1;\r\nlines + 10n.toString().length;\r\n",
    ];
    expect(await foundIn(notebookWith(cells))).toEqual([]);
  });

  it("finds each seeded error at its exact position", async () => {
    expect(
      await foundIn(
        notebookWith([
          { markdown: "prose" },
          { source: "const limit = 3;\nconst extra = 1;", tags: ["parameters"] },
          "const size = limit + 1;\nconst label: string = size;",
          "  early + 1;\nsize.toUpperCase();",
          "const early = 2;\nnowhere;",
          "const broken = ;",
          "",
          'import { readFile } from "some-package";',
          `const key = "${["AKIA", "ABCDEFGHIJKLMNOP"].join("")}";`,
          Array.from({ length: 16 }, (_, line) => `console.log(${line});`).join("\n"),
          "const size = { wide: true };\nsize.wide + early;\nsize.narrow;",
          "const show = async (value: unknown) => value;\nshow(early);\n  await show(size);",
        ]),
      ),
    ).toEqual([
      "unused-parameter #cell-2:2:7",
      "type #cell-3:2:7",
      "used-before-defined #cell-4:1:3",
      "type #cell-4:2:6",
      "undefined-name #cell-5:2:1",
      "syntax #cell-6:1:16",
      "empty-cell #cell-7",
      "type #cell-8:1:26",
      "import #cell-8:1:26",
      "secret #cell-9:1:14",
      "cell-length #cell-10:16:1",
      "type #cell-11:2:1",
      "type #cell-11:3:6",
      "shown-values #cell-12:3:3",
    ]);
  });
});

describe("checkNotebooks", () => {
  it("checks assignments to a variable of an earlier cell", async () => {
    expect(await found(settings, "let q = limit;", 'q = 2;\nq = "two";', "const c = q;\nc = 3;")).toEqual([
      "type #cell-3:2:1",
      "type #cell-4:2:1",
    ]);
  });

  it("requires exactly one parameters cell", async () => {
    expect(await found("const limit = 3;")).toEqual(["parameters-cell "]);
    expect(await found(settings, { ...settings, source: "limit;" })).toEqual(["parameters-cell #cell-2"]);
  });

  it("takes a notebook without code, and one in Python, whose types it leaves alone", async () => {
    expect(await found({ markdown: "prose" })).toEqual(["parameters-cell "]);
    const path = notebookFile([{ source: "limit = 3", tags: ["parameters"] }, "print(limt)", ""], "python3");
    const checks = await checkNotebooks([path]);
    expect(checks).toMatchObject({ untyped: [path], compiler: undefined });
    expect(checks.findings.map(({ rule, cell }) => [rule, cell])).toEqual([["empty-cell", 3]]);
  });

  it("leaves the types of a cell that is meant to fail alone", async () => {
    expect(await found(settings, { source: "const a: string = limit;", tags: ["raises-exception"] })).toEqual([]);
  });

  it("finds outputs, and keys in them", async () => {
    const path = notebookFile([settings, "limit;"]);
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    const token = `ghp_${"a1B2".repeat(9)}`;
    notebook.cells[1].outputs = [{ output_type: "stream", name: "stdout", text: [`token ${token}\n`] }];
    notebook.cells[1].execution_count = 1;
    writeFileSync(path, JSON.stringify(notebook));
    const { findings } = await checkNotebooks([path]);
    expect(findings.map(({ rule, cell }) => [rule, cell])).toEqual([
      ["secret", 2],
      ["outputs", 2],
    ]);
    expect(JSON.stringify(findings)).not.toContain(token);
  });

  it("resolves packages and local modules from the notebook's folder", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "node_modules", "shapes"), { recursive: true });
    writeFileSync(
      join(folder, "node_modules", "shapes", "package.json"),
      JSON.stringify({ name: "shapes", version: "1.0.0", types: "index.d.ts" }),
    );
    writeFileSync(join(folder, "node_modules", "shapes", "index.d.ts"), "export declare const side: number;\n");
    writeFileSync(join(folder, "local.ts"), "export const name: string = 'a';\n");
    mkdirSync(join(folder, "notebooks"));
    const path = join(folder, "notebooks", "a.ipynb");
    const cells = [
      settings,
      'import { side } from "shapes";\nimport { name } from "../local";',
      "const a: string = side;\nconst b: number = name;\nlimit;",
    ];
    writeFileSync(path, JSON.stringify(makeNotebook(cells)));
    const { findings } = await checkNotebooks([path], { ignore: ["import"] });
    expect(findings.map(({ location, message }) => [location.slice(path.length), message])).toEqual([
      ["#cell-3:1:7", "Type 'number' is not assignable to type 'string' (TS2322)"],
      ["#cell-3:2:7", "Type 'string' is not assignable to type 'number' (TS2322)"],
    ]);
    expect(readdirSync(join(folder, "notebooks"))).toEqual(["a.ipynb"]);
  });

  it("checks with the TypeScript inside tslab where the project has none", async () => {
    const folder = temporaryFolder();
    const compiler = findCompiler(folder);
    expect(compiler.label).toBe("TypeScript 5.0.4 of tslab");
    const path = notebookFile([settings, "const a: string = limit;\nprocess.pid;"]);
    const checks = await checkNotebooks([path]);
    expect(checks.compiler).toBe("TypeScript 5.0.4 of tslab");
    expect(checks.findings.map(({ location }) => location.slice(path.length))).toEqual(["#cell-2:1:7"]);
  });

  it("accepts the project's own notebooks, with TypeScript 7", async () => {
    const folder = join(rootFolder, "notebooks", "traffic");
    const paths = readdirSync(folder)
      .filter((name) => /^\d.*(?<!executed)\.ipynb$/.test(name))
      .map((name) => join(folder, name));
    expect(paths.length).toBeGreaterThanOrEqual(4);
    const checks = await checkNotebooks(paths);
    expect(checks.compiler).toMatch(/^TypeScript 7/);
    expect(checks.findings).toEqual([]);
  });

  it("accepts what only the kernel cuaderno runs in its notebooks", async () => {
    const cells = [
      settings,
      "[3, limit].toSorted();\n(await input('Name? ')).trim();",
      "{ using lock = { [Symbol.dispose]() {} }; }\nasync function f() { await using q = { async [Symbol.asyncDispose]() {} }; }",
      "using last = { n: limit, [Symbol.dispose]() {} };\nlast.n.trim();",
    ];
    const paths = ["cuaderno", "tslab"].map((kernel) => {
      const path = notebookFile(cells, kernel);
      symlinkSync(join(rootFolder, "node_modules"), join(dirname(path), "node_modules"));
      return path;
    });
    const { findings } = await checkNotebooks(paths, { ignore: ["shown-values"] });
    expect(findings.map(({ notebook, cell, line, rule }) => [notebook, cell, line, rule])).toEqual([
      [paths[0], 4, 2, "type"],
      [paths[1], 2, 1, "type"],
      [paths[1], 2, 2, "undefined-name"],
      [paths[1], 3, 1, "syntax"],
      [paths[1], 4, 1, "syntax"],
    ]);
    expect(findings.at(-1)?.message).toContain('tslab does not know this syntax; name the kernel "cuaderno"');
  });

  it("finds errors in the files that cells import, and follows tsconfig.json for the kernel cuaderno", async () => {
    const findings = await Promise.all(
      ["cuaderno", "tslab"].map(async (kernel) => {
        const path = notebookFile([settings, "import { unit } from '@/lib';\n[unit, limit].join();"], kernel);
        const folder = dirname(path);
        symlinkSync(join(rootFolder, "node_modules"), join(folder, "node_modules"));
        writeFileSync(
          join(folder, "tsconfig.json"),
          '{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./*"] } } }',
        );
        writeFileSync(join(folder, "lib.ts"), "export const unit: string = null;");
        return await foundWith(path);
      }),
    );
    expect(findings).toEqual([
      [`#cell-2:1:22 lib.ts:1:14: Type 'null' is not assignable to type 'string' (TS2322)`],
      [expect.stringContaining("Cannot find module '@/lib'"), expect.stringContaining('"@/lib" is not allowed')],
    ]);
  });

  it("finds a type error against the library at its position", async () => {
    const folder = join(rootFolder, "notebooks", "traffic");
    const notebook = JSON.parse(readFileSync(join(folder, "01-explore.ipynb"), "utf8"));
    notebook.cells[4].source = notebook.cells[4].source.map((line: string) => line.replace("rows: 5", 'rows: "5"'));
    const elsewhere = temporaryFolder();
    symlinkSync(join(rootFolder, "node_modules"), join(elsewhere, "node_modules"));
    const copy = join(elsewhere, "a.ipynb");
    writeFileSync(copy, JSON.stringify(notebook));
    const { findings } = await checkNotebooks([copy]);
    expect(findings.map(({ rule, location }) => `${rule} ${location.slice(copy.length)}`)).toEqual([
      "type #cell-5:9:15",
    ]);
  });
});
