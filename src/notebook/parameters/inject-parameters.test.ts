import { describe, expect, it } from "vitest";
import { ArgumentError, FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { planRun } from "../run/plan-run.js";
import { injectParameters } from "./inject-parameters.js";
import { notebookParameters } from "./notebook-parameters.js";

const declarations = `
/** The year to look at */
const year = 2018;
const trials = 50; // how many trials
type Engine = "xgboost" | "lightgbm";
const engine: Engine = "xgboost";
const mode = "fast" as "fast" | "full";
let cities: readonly string[] = ["Lima"];
const quantiles = [0.1, 0.9], reduced = false;
const limit: number | null = null;
const size: 1 | 2 | 4 = 2;
const folder = "data";
const shift = -3;
const extra = { a: [1, true, null], b: "x" };
const when = new Date(0);
declare const key: string;
`;
const notebook = makeNotebook([{ markdown: "# t" }, { source: declarations, tags: ["parameters"] }, "year"]);
const inject = (parameters: { readonly [name: string]: Json }) =>
  injectParameters(notebook, { path: "a.ipynb", parameters: { key: "k", ...parameters } });
const injectedSource = (parameters: { readonly [name: string]: Json }) => inject(parameters).notebook.cells[2]?.source;

describe("notebookParameters", () => {
  it("reads names, types, defaults and comments from the TypeScript itself", () => {
    const read = notebookParameters(notebook, "a.ipynb").map(({ name, type, nullable, default: value, help }) => ({
      name,
      type,
      nullable,
      value,
      help,
    }));
    const plain = { nullable: false, help: "" };
    expect(read).toEqual([
      { ...plain, name: "year", type: { kind: "number" }, value: 2018, help: "The year to look at" },
      { ...plain, name: "trials", type: { kind: "number" }, value: 50, help: "how many trials" },
      { ...plain, name: "engine", type: { kind: "choice", choices: ["xgboost", "lightgbm"] }, value: "xgboost" },
      { ...plain, name: "mode", type: { kind: "choice", choices: ["fast", "full"] }, value: "fast" },
      { ...plain, name: "cities", type: { kind: "array", items: { kind: "string" } }, value: ["Lima"] },
      { ...plain, name: "quantiles", type: { kind: "array", items: { kind: "number" } }, value: [0.1, 0.9] },
      { ...plain, name: "reduced", type: { kind: "boolean" }, value: false },
      { ...plain, name: "limit", type: { kind: "number" }, nullable: true, value: null },
      { ...plain, name: "size", type: { kind: "choice", choices: [1, 2, 4] }, value: 2 },
      { ...plain, name: "folder", type: { kind: "string" }, value: "data" },
      { ...plain, name: "shift", type: { kind: "number" }, value: -3 },
      { ...plain, name: "extra", type: { kind: "json" }, value: { a: [1, true, null], b: "x" } },
      { ...plain, name: "when", type: { kind: "json" }, value: undefined },
      { ...plain, name: "key", type: { kind: "string" }, value: undefined },
    ]);
  });

  it("says where the cell does not parse, and refuses two such cells", () => {
    const broken = makeNotebook(["1", { source: "const a = 1;\nconst b = ;", tags: ["parameters"] }]);
    expect(() => notebookParameters(broken, "a.ipynb")).toThrow(FormatError);
    expect(() => notebookParameters(broken, "a.ipynb")).toThrow(
      "a.ipynb#cell-2:2:11: syntax error in the parameters cell: Expression expected",
    );
    const repeated = makeNotebook([
      { source: "const a = 1", tags: ["parameters"] },
      { source: "const b = 1", tags: ["parameters"] },
    ]);
    expect(() => notebookParameters(repeated, "a.ipynb")).toThrow(
      'more than one cell tagged "parameters" (cell-1, cell-2); remove the tag from all but one',
    );
  });

  it("reads plain assignments of a Python notebook", () => {
    const source =
      "year = 2018  # the year\nname: str = 'it''s'\nflag=True\nratio: float = 1e-3\nitems: list[int] = [1, 2]\nnone = None\nif flag:\n    inner = 1\n";
    const python = makeNotebook([{ source, tags: ["parameters"] }], "python3");
    const read = notebookParameters(python, "p.ipynb").map(({ name, type, nullable, default: value, help }) => [
      name,
      type.kind,
      nullable,
      value,
      help,
    ]);
    expect(read).toEqual([
      ["year", "number", false, 2018, "the year"],
      ["name", "string", false, "its", ""],
      ["flag", "boolean", false, true, ""],
      ["ratio", "number", false, 0.001, ""],
      ["items", "array", false, [1, 2], ""],
      ["none", "json", true, null, ""],
    ]);
  });
});

describe("injectParameters", () => {
  const integers = makeNotebook([
    {
      source:
        "const big = 10n;\nlet many: bigint[] = [];\nconst rows: number | undefined = undefined;\nconst { a } = { a: 1 };",
      tags: ["parameters"],
    },
  ]);
  const injectedIntegers = (parameters: { readonly [name: string]: Json }) =>
    injectParameters(integers, { path: "a.ipynb", parameters });

  it("writes bigints with all their digits, and refuses what is not one", () => {
    const { notebook: changed, parameters } = injectedIntegers({
      big: "99999999999999999999",
      many: "1,2n",
      rows: "7",
    });
    expect(changed.cells[1]?.source).toBe(
      "// Parameters\nconst big: bigint = 99999999999999999999n;\nlet many: bigint[] = [1n,2n];\nconst rows: number | undefined = 7;",
    );
    expect(parameters).toEqual({ big: "99999999999999999999", many: ["1", "2"], rows: 7 });
    expect(injectedIntegers({}).parameters).toEqual({ big: "10", many: [] });
    expect(() => injectedIntegers({ big: "1.5" })).toThrow('parameter "big": expected a bigint, got "1.5"');
    expect(() => injectedIntegers({ rows: "few" })).toThrow('parameter "rows": expected a number, got "few"');
  });

  it("does not take destructured names for parameters", () => {
    expect(() => injectedIntegers({ a: 2 })).toThrow('unknown parameter "a" for a.ipynb; it declares big, many, rows');
  });

  it("puts a typed cell right after the declarations", () => {
    const { notebook: changed, insertedAt } = inject({
      year: 2020,
      engine: "lightgbm",
      cities: ["Lima", "Cusco"],
      limit: 7,
    });
    expect(insertedAt).toBe(2);
    expect(changed.cells[2]).toMatchObject({ id: "injected-parameters", metadata: { tags: ["injected-parameters"] } });
    expect(changed.cells[2]?.source).toBe(
      '// Parameters\nconst year: number = 2020;\nconst engine: Engine = "lightgbm";\nlet cities: readonly string[] = ["Lima","Cusco"];\nconst limit: number | null = 7;\nconst key: string = "k";',
    );
  });

  it("parses strings by the declared type", () => {
    const source = injectedSource({
      year: "2020",
      cities: "Lima, Cusco",
      quantiles: "0.5,0.6",
      reduced: "true",
      limit: "null",
      size: "4",
      folder: "5",
      extra: "{}",
    });
    for (const line of [
      "year: number = 2020;",
      'cities: readonly string[] = ["Lima","Cusco"];',
      "quantiles: number[] = [0.5,0.6];",
      "reduced: boolean = true;",
      "limit: number | null = null;",
      "size: 1 | 2 | 4 = 4;",
      'folder: string = "5";',
      "extra = {};",
    ]) {
      expect(source).toContain(line);
    }
  });

  it("replaces the cell of an earlier run, unless no value is given", () => {
    const first = inject({ year: 2020 }).notebook;
    const second = injectParameters(first, { path: "a.ipynb", parameters: { key: "k", year: 2021 } });
    expect(second.notebook.cells).toHaveLength(first.cells.length);
    expect(second.notebook.cells[2]?.source).toContain("2021");
    const third = injectParameters(second.notebook, { path: "a.ipynb", parameters: {} });
    expect(third.notebook).toBe(second.notebook);
    expect(third.parameters).toMatchObject({ year: 2021, key: "k", trials: 50 });
  });

  it("returns every value of the run", () => {
    expect(inject({ year: 2020, limit: null }).parameters).toMatchObject({
      year: 2020,
      trials: 50,
      limit: null,
      key: "k",
      shift: -3,
    });
  });

  it.each<[{ readonly [name: string]: Json }, string]>([
    [{ trails: 7 }, 'unknown parameter "trails" for a.ipynb; did you mean "trials"?'],
    [{ zzzzzz: 7 }, 'unknown parameter "zzzzzz" for a.ipynb; it declares year, trials'],
    [{ year: "soon" }, 'a.ipynb: parameter "year": expected a number, got "soon"'],
    [{ year: "1e999" }, 'a.ipynb: parameter "year": expected a number, got "1e999"'],
    [{ reduced: "yes" }, 'a.ipynb: parameter "reduced": expected a boolean, got "yes"'],
    [{ engine: "catboost" }, 'a.ipynb: parameter "engine": expected one of "xgboost", "lightgbm", got "catboost"'],
    [{ size: 3 }, 'a.ipynb: parameter "size": expected one of 1, 2, 4, got 3'],
    [{ quantiles: "0.5,x" }, 'a.ipynb: parameter "quantiles": expected an array (each a number), got "0.5,x"'],
    [{ limit: "x" }, 'a.ipynb: parameter "limit": expected a number or null, got "x"'],
    [{ folder: 5 }, 'a.ipynb: parameter "folder": expected a string, got 5'],
  ])("refuses %j", (parameters, message) => {
    expect(() => inject(parameters)).toThrow(ArgumentError);
    expect(() => inject(parameters)).toThrow(message);
  });

  it("refuses a missing value, and values for a notebook that declares none", () => {
    const needs = 'a.ipynb needs a value for parameter "key"; give one with -p key=...';
    expect(() => injectParameters(notebook, { path: "a.ipynb", parameters: { year: 1 } })).toThrow(needs);
    const none = makeNotebook(["1"]);
    expect(() => injectParameters(none, { path: "b.ipynb", parameters: { year: 1 } })).toThrow(
      'b.ipynb has no cell tagged "parameters"; add one',
    );
  });

  it("writes Python for a Python notebook", () => {
    const python = makeNotebook(
      [{ source: "year = 2018\nflag = False\nname = 'x'\nnone = None", tags: ["parameters"] }],
      "python3",
    );
    const parameters = { year: "2020", flag: "true", name: 'a"b', none: "[1, null]" };
    const source = injectParameters(python, { path: "p.ipynb", parameters }).notebook.cells[1]?.source;
    expect(source).toBe('# Parameters\nyear = 2020\nflag = True\nname = "a\\"b"\nnone = [1, None]');
  });

  it("writes type hints and exact integers of Python", () => {
    const python = makeNotebook(
      [{ source: "rows: int = 3\nid = 1\nlimit: int | None = None", tags: ["parameters"] }],
      "python3",
    );
    const sourceWith = (parameters: { readonly [name: string]: Json }) =>
      injectParameters(python, { path: "p.ipynb", parameters }).notebook.cells[1]?.source;
    expect(sourceWith({ rows: "-12345678901234567890", id: "98765432109876543210", limit: "None" })).toBe(
      "# Parameters\nrows: int = -12345678901234567890\nid = 98765432109876543210\nlimit: int | None = None",
    );
    expect(sourceWith({ rows: "7", id: "0.5" })).toBe("# Parameters\nrows: int = 7\nid = 0.5");
    expect(() => sourceWith({ rows: "1.5" })).toThrow('p.ipynb: parameter "rows": expected an integer, got "1.5"');
  });

  it("refuses an integer that a TypeScript number cannot represent", () =>
    expect(() => inject({ year: "12345678901234567890" })).toThrow(
      "which a number cannot represent exactly; declare it as a string",
    ));
});

describe("planRun", () => {
  it("names cells as the notebook has them, whether or not a cell is put in", () => {
    const labels = (parameters: { readonly [name: string]: Json }) =>
      planRun(notebook, { path: "a.ipynb", parameters: { key: "k", ...parameters } }).steps.map(({ label }) => label);
    expect(labels({})).toEqual(["cell-2", "injected-parameters", "cell-3"]);
    const again = inject({ year: 1 }).notebook;
    expect(planRun(again, { path: "a.ipynb", parameters: {} }).steps.map(({ label }) => label)).toEqual([
      "cell-2",
      "cell-3",
      "cell-4",
    ]);
  });

  it("takes old outputs away and leaves out empty and text cells", () => {
    const old = makeNotebook(["1", " \n", { markdown: "x" }, "2"]);
    const [first, ...rest] = old.cells;
    const dirty = {
      ...old,
      cells: [
        {
          ...first,
          execution_count: 5,
          outputs: [{ output_type: "stream", name: "stdout", text: "x" }],
          metadata: { cuaderno: { status: "ok" } },
        },
        ...rest,
      ],
    };
    const plan = planRun(dirty as typeof old, { path: "a.ipynb", parameters: {} });
    expect(plan.steps.map(({ index }) => index)).toEqual([0, 3]);
    expect(plan.notebook.cells[0]).toMatchObject({ execution_count: null, outputs: [], metadata: {} });
  });
});
