import { describe, expect, it } from "vitest";
import type { Json } from "../../core/json.js";
import { lineFigure } from "../../report/figures/line-figure.js";
import { tableHtml } from "../../report/tables/table-html.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import type { Cell, Notebook, Output } from "../format/notebook.js";
import { diffHtml } from "./diff-html.js";
import { type CellDiff, diffNotebooks } from "./diff-notebooks.js";
import { diffMarkdown, diffText } from "./diff-text.js";

const codes = (...sources: readonly string[]): Notebook => {
  const notebook = makeNotebook(sources);
  return { ...notebook, cells: notebook.cells.map(({ id: _, ...cell }) => cell) };
};
const withOutput = (...outputs: readonly Output[]): Notebook => {
  const notebook = makeNotebook(["run()"]);
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => (cell.cell_type === "code" ? { ...cell, outputs } : cell)),
  };
};
const stream = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const shown = (data: { readonly [mime: string]: Json }): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});
const brief = (cells: readonly CellDiff[]): readonly unknown[] =>
  cells.map(({ kind, before, after }) => [kind, before, after]);
const messages = (before: Output, after: Output): readonly string[] =>
  diffNotebooks(withOutput(before), withOutput(after)).cells.flatMap(({ outputs }) =>
    outputs.map(({ kind, message }) => `${kind}: ${message}`),
  );

const [one, two, three] = ["const one = first(1);", "const two = second(one);", "show(three, { rows: 5 });"];

describe("diffNotebooks by cell", () => {
  it("finds no difference between equal notebooks, whatever the counts and ids", () => {
    const before = codes(one, two);
    const after = { ...before, cells: before.cells.map((cell) => ({ ...cell, id: "x", execution_count: 9 })) };
    expect(diffNotebooks(before, after as Notebook)).toEqual({ cells: [], same: 2 });
  });

  it("finds added, removed, moved and edited cells", () => {
    expect(brief(diffNotebooks(codes(one, two), codes(one, three, two)).cells)).toEqual([["added", undefined, 2]]);
    expect(brief(diffNotebooks(codes(one, two, three), codes(one, three)).cells)).toEqual([["removed", 2, undefined]]);
    expect(brief(diffNotebooks(codes(one, two, three), codes(three, one, two)).cells)).toEqual([["moved", 3, 1]]);
    const { cells } = diffNotebooks(codes(one, two), codes(one, two.replace("second", "third")));
    expect(brief(cells)).toEqual([["edited", 2, 2]]);
    expect(cells[0]?.lines.map(({ kind, text }) => [kind, text])).toEqual([
      ["removed", two],
      ["added", "const two = third(one);"],
    ]);
  });

  it("follows a cell by its id when most of its text changes", () => {
    const [before, after] = [
      makeNotebook([one, "alpha(beta, gamma)"]),
      makeNotebook(["alpha(delta, epsilon, zeta, eta)", two]),
    ];
    const [first, second] = before.cells;
    const swapped = after.cells.map((cell, index) => ({ ...cell, id: index === 0 ? "cell1" : "cell7" }));
    expect(first?.id).toBe("cell0");
    expect(second?.id).toBe("cell1");
    const { cells } = diffNotebooks(before, { ...after, cells: swapped });
    expect(cells.find(({ before: old }) => old === 2)).toMatchObject({ kind: "edited", after: 1 });
  });

  it("names tags that were added and removed", () => {
    const [before, after] = [
      makeNotebook([{ source: one, tags: ["a", "b"] }]),
      makeNotebook([{ source: one, tags: ["b", "c"] }]),
    ];
    expect(diffNotebooks(before, after).cells).toMatchObject([{ kind: "tags", tagsAdded: ["c"], tagsRemoved: ["a"] }]);
  });
});

describe("diffNotebooks by the meaning of outputs", () => {
  it("names numbers with their change", () => {
    expect(messages(stream("RMSE 500.00 of 1,200 rows\n"), stream("RMSE 450.00 of 1,200 rows\n"))).toEqual([
      "number: RMSE 500.00 → 450.00 (-10 %)",
    ]);
  });

  it("names the shape of tables", () => {
    const table = (columns: readonly string[], rows: readonly (readonly number[])[]): Output =>
      shown({ "text/html": tableHtml({ columns, rows }), "text/plain": JSON.stringify(rows) });
    expect(
      messages(
        table(["year", "rain"], [[2018, 3]]),
        table(
          ["year", "snow"],
          [
            [2018, 3],
            [2019, 4],
          ],
        ),
      ),
    ).toEqual([
      "table: the table: 2 rows, had 1",
      'table: the table: without column "rain"',
      'table: the table: with new column "snow"',
    ]);
  });

  it("names the series of figures", () => {
    const figure = (title: string, series: { readonly [name: string]: readonly number[] }): Output => {
      const lines = Object.entries(series).map(([name, y]) => ({ name, x: y.map((_, index) => index), y }));
      const { kind: _, ...plotly } = lineFigure(lines, { title, x: { label: "x" }, y: { label: "y" }, source: "made" });
      return shown({ "application/vnd.plotly.v1+json": plotly as unknown as Json, "text/plain": title });
    };
    expect(
      messages(
        figure("Before", { a: [1, 2, 3], b: [1, 2], old: [1] }),
        figure("After", { a: [1, 2, 4], b: [1, 2, 3], added: [1] }),
      ),
    ).toEqual([
      'figure: title "Before" became "After"',
      'figure: series "a": 1 of 3 values differ',
      'figure: series "b" has 3 values, had 2',
      'figure: series "old" is missing',
      'figure: series "added" is new',
    ]);
  });

  it("names lines, errors, pictures, and outputs that were added or removed", () => {
    const error = (evalue: string): Output => ({ output_type: "error", ename: "Error", evalue, traceback: ["at 1"] });
    expect(messages(stream("a\nb\n"), stream("a\nc\n"))).toEqual(['text: line 2 was "b", is "c"']);
    expect(messages(error("no a"), error("no b"))).toEqual(['error: line 1 was "Error: no a", is "Error: no b"']);
    expect(messages(shown({ "image/png": "AAAA" }), shown({ "image/png": "BBBB" }))).toEqual([
      'other: image/png: line 1 was "AAAA", is "BBBB"',
    ]);
    expect(messages(stream("a"), shown({ "image/png": "B" }))).toEqual(["other: was stdout, is image/png"]);
    const [cell] = diffNotebooks(withOutput(), withOutput(stream("a"))).cells;
    expect(cell?.outputs).toEqual([{ output: 1, kind: "added", message: 'new: stdout "a"' }]);
  });
});

describe("diffNotebooks by attached pictures", () => {
  const pasted = (attachments: { readonly [name: string]: Json }): Notebook => {
    const notebook = makeNotebook([{ markdown: "![map](attachment:map.png)" }]);
    return { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, attachments }) as Cell) };
  };
  const map = (base64: string): { readonly [name: string]: Json } => ({ "map.png": { "image/png": base64 } });

  it.each([
    [map("AAAA"), map("BBBB"), 'attachment "map.png" changed'],
    [map("AAAA"), {}, 'attachment "map.png" removed'],
    [{}, map("AAAA"), 'attachment "map.png" added'],
  ])("compares them (%#)", (before, after, message) => {
    const diff = diffNotebooks(pasted(before), pasted(after));
    expect(diff.cells).toMatchObject([{ kind: "attachments", attachments: [message] }]);
    expect(diffText(diff, { before: "a", after: "b" })).toContain(
      `cell-1 (markdown): attached pictures differ\n  ${message}`,
    );
  });

  it("finds no difference in the same picture", () =>
    expect(diffNotebooks(pasted(map("AAAA")), pasted(map("AAAA"))).cells).toEqual([]));
});

describe("diffText and diffMarkdown", () => {
  const lines = Array.from({ length: 9 }, (_, index) => `step(${index});`);
  const edited = lines.map((line) => line.replace("step(4)", "leap(4)"));
  const diff = diffNotebooks(codes(one, lines.join("\n")), codes(three, one, edited.join("\n")));

  it("shows changed lines with two around them", () => {
    expect(diffText(diff, { before: "a.ipynb", after: "b.ipynb" }).split("\n")).toEqual([
      "a.ipynb → b.ipynb: 1 added, 1 edited, 1 the same",
      "",
      "cell-1 added",
      `+ ${three}`,
      "",
      "cell-3 edited, was cell-2",
      "  …",
      "  step(2);",
      "  step(3);",
      "- step(4);",
      "+ leap(4);",
      "  step(5);",
      "  step(6);",
      "  …",
    ]);
  });

  it("writes Markdown with a fence that no cell can close", () => {
    const text = diffMarkdown(diffNotebooks(codes(), codes("const a = 1; // ```")), {
      before: "a_1.ipynb",
      after: "b",
    });
    expect(text).toBe(
      "## a\\_1.ipynb → b\n\n1 added, 0 the same\n\n### cell-1 added\n\n````diff\n+const a = 1; // ```\n````",
    );
  });

  it("says that nothing differs", () => {
    expect(diffText(diffNotebooks(codes(one), codes(one)), { before: "a", after: "b" })).toBe("a → b: no difference");
  });
});

describe("diffHtml", () => {
  it("is a page on which nothing of the notebooks is HTML", () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const html = diffHtml(
      diffNotebooks(makeNotebook([`const a = "${hostile}";`, "f(x)"]), makeNotebook(["const a = 2;", "f(x)"])),
      {
        before: `${hostile}.ipynb`,
        after: "b.ipynb",
      },
    );
    expect(html).not.toContain("<img");
    expect(html).toContain(
      "<del>- const a = &quot;&lt;img src=x onerror=alert(1)&gt;&quot;;\n</del><ins>+ const a = 2;",
    );
    expect(html).toContain("<p>1 edited, 1 the same</p>");
  });
});
