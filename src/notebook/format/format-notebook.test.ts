import { describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import { formatNotebook } from "./format-notebook.js";
import type { Cell, CodeCell, Notebook } from "./notebook.js";

const executed: Cell = {
  cell_type: "code",
  id: "sum",
  source: "1 + 1\n\n",
  metadata: {
    tags: ["plot"],
    cuaderno: { duration_ms: 3, status: "ok", timeout: 60 },
    execution: { started: "now" },
    scrolled: true,
    collapsed: false,
    jupyter: { outputs_hidden: true, source_hidden: true },
  },
  execution_count: 4,
  outputs: [{ output_type: "stream", name: "stdout", text: "2\n" }],
};
const text = (source: string, id?: string): Cell => ({
  cell_type: "markdown",
  source,
  metadata: {},
  ...(id === undefined ? {} : { id }),
});
const notebookWith = (...cells: readonly Cell[]): Notebook => ({ ...makeNotebook([]), cells, nbformat_minor: 4 });

describe("formatNotebook", () => {
  it("clears outputs, counts and what a run or the view of outputs wrote, and nothing else", () => {
    const metadata = { tags: ["plot"], cuaderno: { timeout: 60 }, jupyter: { source_hidden: true } };
    expect(formatNotebook(notebookWith(executed)).cells).toEqual([
      { ...executed, source: "1 + 1", metadata, execution_count: null, outputs: [] },
    ]);
    const hidden = { ...executed, metadata: { jupyter: { outputs_hidden: true } } };
    expect(formatNotebook(notebookWith(hidden)).cells[0]?.metadata).toEqual({});
  });

  it("clears a run and the state of widgets from the notebook's metadata, but not the inputs that it declares", () => {
    const metadata = {
      title: "Rain",
      widgets: { "application/vnd.jupyter.widget-state+json": { state: {} } },
      cuaderno: { status: "ok", inputs: ["rain.csv"] },
    };
    expect(formatNotebook({ ...notebookWith(), metadata }).metadata).toEqual({
      title: "Rain",
      cuaderno: { inputs: ["rain.csv"] },
    });
  });

  it("writes line feeds for carriage returns", () => {
    const cells = formatNotebook(notebookWith({ ...executed, source: "a\r\nb\rc\r\n" }, text("d\r\ne"))).cells;
    expect(cells.map(({ source }) => source)).toEqual(["a\nb\nc", "d\ne"]);
  });

  it("does not clear outputs with keepOutputs", () => {
    const [cell] = formatNotebook(notebookWith(executed), { keepOutputs: true }).cells;
    expect((cell as CodeCell).outputs).toEqual((executed as CodeCell).outputs);
  });

  it("gives ids where they are missing, broken or repeated, and the same ids each time", () => {
    const notebook = notebookWith(text("a", "one"), text("b", "one"), text("c"), text("c"), text("d", "not an id"));
    const formatted = formatNotebook(notebook);
    const ids = formatted.cells.map(({ id }) => id);
    expect(ids[0]).toBe("one");
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(formatted.nbformat_minor).toBe(5);
    expect(formatNotebook(notebook)).toEqual(formatted);
    expect(formatNotebook(formatted)).toEqual(formatted);
  });

  it("takes formatted code for code cells only", () => {
    const cells = formatNotebook(notebookWith(text("a"), executed), { code: () => "1 + 1;" }).cells;
    expect(cells.map(({ source }) => source)).toEqual(["a", "1 + 1;"]);
  });
});
