import { describe, expect, it } from "vitest";
import { type CellSketch, makeNotebook } from "../../testing/make-notebook.js";
import { normalizedCode } from "../format/normalized-code.js";
import { planRun } from "./plan-run.js";
import { declaredInputs, fillTemplate } from "./run-data.js";
import { keyDifferences, type RunBasis, runKeys } from "./run-keys.js";

const basis: RunBasis = { programs: { node: "20" }, files: { "package-lock.json": "1" }, data: [] };
const keys = (cells: readonly CellSketch[], parameters = {}, more: Partial<RunBasis> = {}) =>
  runKeys(planRun(makeNotebook(cells), { path: "a.ipynb", parameters }), { ...basis, ...more }, "typescript");
const declared = { source: "const year = 2018;", tags: ["parameters"] };

describe("normalizedCode", () => {
  it("does not see comments, blanks, line breaks, kinds of quotes, last commas and semicolons", () => {
    const one = "// why\nconst a = { b: 'x', c: [1,\n 2,], };\nf(a) /* here */\ng()";
    const other = '/** doc */\nconst a = {\n  b: "x",\n  c: [1, 2],\n};\n\nf(a);\ng();\n';
    expect(normalizedCode(one, "typescript")).toBe(normalizedCode(other, "typescript"));
  });

  it.each([
    ["const a = 1", "const a = 2"],
    ["const a = 'x y'", "const a = 'x  y'"],
    ["for (;a;) {}", "for (a;;) {}"],
    ["[1, , 2]", "[1, 2]"],
    ["const a: 1 | 2 = 1", "const a: 1 = 1"],
    ["`// a`", "`//  a`"],
    ["a\n(b)", "a;(b)"],
    ["/x y/", "/xy/"],
  ])("%j and %j have different keys", (one, other) => {
    expect(normalizedCode(one, "typescript")).not.toBe(normalizedCode(other, "typescript"));
  });

  it("leaves out comments of Python, but nothing in triple quotes", () => {
    expect(normalizedCode("# why\na = 1  \n\n", "python")).toBe("a = 1");
    expect(normalizedCode('"""\n# text\n"""', "python")).toContain("# text");
  });
});

describe("runKeys", () => {
  const cells = [declared, "load()", "train()"];

  it("are equal for code that differs in comments, and for text cells", () => {
    expect(keys([declared, { markdown: "# new" }, "load() // all", "train()"]).key).toBe(keys(cells).key);
  });

  it("change from the changed cell on", () => {
    const [a = [], b = []] = [keys(cells).steps, keys([declared, "load()", "train(1)"]).steps];
    expect(a.slice(0, 2)).toEqual(b.slice(0, 2));
    expect(a[2]).not.toBe(b[2]);
  });

  it("depend on parameters, inputs, files and programs, and name the difference", () => {
    const before = keys(cells, { year: 2018 });
    const changes = [
      keys(cells, { year: 2019 }),
      keys(cells, { year: 2018 }, { data: [{ uri: "a.csv", kind: "input", hash: "1" }] }),
      keys(cells, { year: 2018 }, { files: {} }),
      keys(cells, { year: 2018 }, { programs: { node: "24" } }),
      keys([declared, "load(2)", "train()"], { year: 2018 }),
    ];
    expect(new Set([before, ...changes].map(({ key }) => key)).size).toBe(6);
    expect(changes.map((now) => keyDifferences(now, before))).toEqual([
      ["parameter year changed from 2018 to 2019"],
      ["input a.csv is new"],
      ["file package-lock.json is missing"],
      ["version of node changed"],
      ["code of cell-2 changed"],
    ]);
    expect(keyDifferences(before, before)).toEqual([]);
  });
});

describe("declaredInputs", () => {
  it("come from comments and from metadata, with parameters filled in, each once", () => {
    const notebook = makeNotebook(["// @input data/{year}.csv\nload()", "/**\n * @input s3://b/x.csv\n */\n1"]);
    const both = {
      ...notebook,
      metadata: { ...notebook.metadata, cuaderno: { inputs: ["data/{year}.csv", "y.csv"] } },
    };
    expect(declaredInputs(both, { year: 2018 }, "a.ipynb")).toEqual(["data/2018.csv", "y.csv", "s3://b/x.csv"]);
  });

  it("refuse a parameter that is none", () => {
    expect(() => fillTemplate("{yaer}.csv", { year: 1 }, "an input")).toThrow(
      "an input contains {yaer}: unknown parameter; known parameters: year",
    );
  });
});
