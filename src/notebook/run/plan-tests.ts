import type { Json } from "../../core/json.js";
import { cellTags } from "../cells/cell-tags.js";
import type { Cell, Notebook } from "../format/notebook.js";
import { notebookParameters } from "../parameters/notebook-parameters.js";

/** What a test of a notebook runs and checks. */
export interface TestPlan {
  /** The notebook with ids in all cells; a cell tagged `test` may fail, and the run goes on. */
  readonly content: Notebook;
  readonly tests: readonly PlannedTest[];
  /** The values of the cell tagged `test-parameters`, which make a large notebook small. */
  readonly parameters: { readonly [name: string]: Json };
}

/** A cell tagged `test`. */
export interface PlannedTest {
  /** From 1, Markdown cells counted. */
  readonly cell: number;
  readonly id: string;
  /** The comment that the cell begins with, else its first line. */
  readonly name: string;
}

/** How a notebook is run to test it. Pure; refuses a cell of test parameters that holds more than literals. */
export function planTests(notebook: Notebook, path: string): TestPlan {
  const cells = notebook.cells.map((cell, index): Cell => {
    const id = cell.id ?? `cell-${index + 1}`;
    const tags = cellTags(cell);
    if (tags.includes("test"))
      return { ...cell, id, metadata: { ...cell.metadata, tags: [...tags, "raises-exception"] } };
    if (tags.includes("test-parameters"))
      return { ...cell, id, metadata: { ...cell.metadata, tags: [...tags, "skip"] } };
    return { ...cell, id };
  });
  const tests = cells.flatMap((cell, index) =>
    cell.cell_type === "code" && cellTags(cell).includes("test")
      ? [{ cell: index + 1, id: cell.id ?? "", name: testName(cell.source) }]
      : [],
  );
  return { content: { ...notebook, cells }, tests, parameters: testParameters(notebook, path) };
}

function testName(source: string): string {
  const [first = ""] = source.trim().split("\n");
  return first.replace(/^(\/\/|#|\/\*+)\s*|\s*\*\/$/g, "").trim() || "an empty cell";
}

function testParameters(notebook: Notebook, path: string): TestPlan["parameters"] {
  const cells = notebook.cells
    .filter((cell) => cellTags(cell).includes("test-parameters"))
    .map((cell) => ({ ...cell, metadata: { ...cell.metadata, tags: ["parameters"] } }));
  if (cells.length === 0) return {};
  const declared = notebookParameters({ ...notebook, cells }, `${path} (test-parameters)`);
  return Object.fromEntries(
    declared.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
  );
}
