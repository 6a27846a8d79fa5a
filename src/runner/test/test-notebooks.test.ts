import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CellSketch, notebookFile } from "../../testing/make-notebook.js";
import { notebookValues } from "../run/notebook-values.js";
import { testNotebooks } from "./test-notebooks.js";

const cells: readonly CellSketch[] = [
  { source: "const rows: number = 1000;", tags: ["parameters"] },
  { source: "const rows = 10;", tags: ["test-parameters"] },
  "const values = Float64Array.from({ length: rows }, (_, index) => index);\nconst total = values.reduce((a, b) => a + b, 0);\nconsole.log('total ' + total + ' at ' + new Date().toISOString());",
];
const passing: CellSketch = { source: "// ten rows make 45\nif (total !== 45) throw new Error('no');", tags: ["test"] };

describe("testNotebooks", () => {
  it("runs cells tagged test with the test parameters, goes on after a failure, and compares outputs", async () => {
    const failing: CellSketch = {
      source: "// fails\nconst one = 1;\nif (total > one) throw new RangeError('too many');",
      tags: ["test"],
    };
    const path = notebookFile([...cells, failing, passing], "cuaderno");
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    notebook.cells[2].outputs = [{ output_type: "stream", name: "stdout", text: "total 46 at 2020-01-01T00:00:00Z\n" }];
    writeFileSync(path, JSON.stringify(notebook));
    const before = readFileSync(path, "utf8");
    const [tested] = await testNotebooks([path], { outputs: true });
    expect(tested?.passed).toBe(false);
    expect(tested?.tests.map(({ name, status }) => [name, status])).toEqual([
      ["runs to its end", "passed"],
      ["fails", "failed"],
      ["ten rows make 45", "passed"],
      ["outputs of cell-3", "failed"],
    ]);
    expect(tested?.tests[1]).toMatchObject({ location: `${path}#cell-4:3:24`, messages: ["RangeError: too many"] });
    expect(tested?.tests[3]?.messages).toEqual(["output 1: total 46 → 45 (-2.2 %)"]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("gives notebooks a temporary tracker", async () => {
    const cell: CellSketch = {
      source:
        "// tracks elsewhere\nif (!/cuaderno-tests-.*mlruns$/.test(process.env.MLFLOW_TRACKING_URI ?? '')) throw new Error(String(process.env.MLFLOW_TRACKING_URI));",
      tags: ["test"],
    };
    const [tested] = await testNotebooks([notebookFile(["1", cell])]);
    expect(tested?.tests.map(({ messages }) => messages)).toEqual([[], []]);
  });

  it("reports tests that a failed run did not reach, and missing stored outputs", async () => {
    const [tested] = await testNotebooks([notebookFile(["throw new Error('early')", passing])], { outputs: true });
    expect(tested?.tests.map(({ kind, status }) => [kind, status])).toEqual([
      ["run", "failed"],
      ["cell", "not run"],
      ["outputs", "failed"],
    ]);
    expect(tested?.tests[0]?.messages[0]).toMatch(/#cell-1:1:\d+: Error: early/);
  });
});

describe("testNotebooks of several", () => {
  const declaring: CellSketch = { source: "const rows: number = 1;", tags: ["parameters"] };

  it("gives each the values it declares, and goes on after one that cannot be run", async () => {
    const first = notebookFile([declaring, { source: "// has two rows\nif (rows !== 2) throw 1;", tags: ["test"] }]);
    const second = notebookFile([passing], "nope");
    const third = notebookFile(["1"], "cuaderno");
    const tested = await testNotebooks([first, second, third], { parameters: { rows: 2 }, concurrency: 2 });
    expect(tested.map(({ notebook, passed }) => [notebook, passed])).toEqual([
      [first, true],
      [second, false],
      [third, true],
    ]);
    expect(tested[1]?.tests).toMatchObject([
      { kind: "run", status: "failed", location: second, messages: [expect.stringContaining('no kernel "nope"')] },
    ]);
  });

  it("refuses a value that none declares, and a notebook that cannot be read, before the first run", async () => {
    const paths = [notebookFile([declaring], "cuaderno"), notebookFile(["1"], "cuaderno")];
    await expect(testNotebooks(paths, { parameters: { rwos: 2 } })).rejects.toThrow(
      'no notebook declares parameter "rwos"; did you mean "rows"?',
    );
    await expect(testNotebooks([...paths, "none.ipynb"])).rejects.toThrow("file none.ipynb does not exist");
  });
});

describe("notebookValues", () => {
  it("gives the values that a notebook ends with, as JSON", async () => {
    const path = notebookFile([
      ...cells.slice(0, 1),
      cells[2] ?? "",
      "const seen = new Map([['a', [NaN, 2]]]);\nconst big = { day: new Date(0), count: 12n as any };",
    ]);
    const values = await notebookValues(path, { names: ["total", "values", "seen", "big"], parameters: { rows: 3 } });
    expect(values).toEqual({
      total: 3,
      values: [0, 1, 2],
      seen: { a: [null, 2] },
      big: { day: "1970-01-01T00:00:00.000Z", count: "12" },
    });
  });

  it("says which name is missing", async () => {
    await expect(notebookValues(notebookFile(["const a = 1;"]), { names: ["a", "b"] })).rejects.toThrow(
      /notebookValues: .* does not define all of a, b: .*Cannot find name 'b'/,
    );
    await expect(notebookValues("a.ipynb", { names: ["a-b"] })).rejects.toThrow(/"a-b" is not a valid variable name/);
  });
});
