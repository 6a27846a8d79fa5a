import { expect, it } from "vitest";
import { parseNotebook } from "../format/notebook.js";
import { checkNotebook } from "./check-notebook.js";

const toNotebook = (cells: readonly object[]) =>
  parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }), "a.ipynb");
const code = (source: string, tags: readonly string[] = []) => ({
  cell_type: "code",
  id: `c${source.length}`,
  metadata: { tags },
  source,
  outputs: [],
  execution_count: null,
});

it("has nothing to report on a clean notebook", () => {
  const cells = [code("const year = 2018;", ["parameters"]), code('import { show } from "cuaderno";\nshow(year);')];
  expect(checkNotebook(toNotebook(cells))).toEqual([]);
});

it("names the cell and line of every finding", () => {
  const cells = [code("const year = 2018;", ["parameters"]), code('import fs from "left-pad";\n\nyear;')];
  expect(checkNotebook(toNotebook(cells), { path: "a.ipynb" })).toMatchObject([
    { rule: "import", notebook: "a.ipynb", cell: 2, line: 1 },
  ]);
  expect(checkNotebook(toNotebook(cells), { allowImports: ["left-pad"] })).toEqual([]);
});
