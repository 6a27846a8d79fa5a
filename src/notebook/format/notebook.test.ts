import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../core/errors.js";
import { notebookOf } from "../../testing/notebook-of.js";
import { parseNotebook } from "./notebook.js";
import { notebookSerializer, serializeNotebook } from "./serialize-notebook.js";

const golden = fileURLToPath(new URL("../golden/", import.meta.url));
const files = readdirSync(golden).filter((name) => name.endsWith(".ipynb"));

describe("parseNotebook and serializeNotebook", () => {
  it.each(files)("write %s as nbformat wrote it, byte for byte", (name) => {
    const text = readFileSync(golden + name, "utf8");
    expect(serializeNotebook(parseNotebook(text, name))).toBe(text);
  });

  it("join texts that the file holds as lists of lines", () => {
    const { cells } = parseNotebook(readFileSync(`${golden}rich.ipynb`, "utf8"), "rich.ipynb");
    const code = cells[2];
    expect(code?.source).toBe("const a = 1;\r\nconst b = 'ü';\fconsole.log(a, b)");
    expect(code?.cell_type === "code" && code.outputs[0]).toMatchObject({ text: "one\ntwo\rthree\n\nfour" });
    expect(code?.cell_type === "code" && code.outputs[2]).toMatchObject({
      data: { "text/html": "<p>\n</p>\n", "application/json": { b: [1, "two\nlines"], a: null } },
    });
  });

  it("keep fields that they do not know", () => {
    const text =
      '{"cells": [{"cell_type": "code", "source": "1", "future": [1]}], "metadata": {"x": 1}, "nbformat": 4, "nbformat_minor": 9}';
    const written = JSON.parse(serializeNotebook(parseNotebook(text, "a.ipynb"))) as {
      cells: [{ future: unknown }];
      metadata: unknown;
    };
    expect(written.cells[0].future).toEqual([1]);
    expect(written.metadata).toEqual({ x: 1 });
  });

  it("write a changed cell anew and the others as before", () => {
    const serialize = notebookSerializer();
    const notebook = notebookOf(["1", "2"]);
    serialize(notebook);
    const [first, second] = notebook.cells;
    if (first === undefined || second === undefined) throw new Error("two cells");
    const changed = { ...notebook, cells: [first, { ...second, source: "3" }] };
    expect(serialize(changed)).toBe(serializeNotebook(changed));
  });

  it("say that outputs are too large for one text", () => {
    const data = { "image/png": "x".repeat(2 ** 20) };
    const outputs = [{ output_type: "display_data", data, metadata: {} }] as const;
    const cell = { cell_type: "code", source: "", metadata: {}, execution_count: null, outputs } as const;
    expect(() =>
      serializeNotebook({ cells: Array(600).fill(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    ).toThrow("the outputs are too large for one notebook (about 500 MB at most); put out less, or into a file");
  });

  it.each([
    ["", "a.ipynb is empty; a notebook is a JSON object"],
    ["{", "a.ipynb is not valid JSON"],
    ["{\n<<<<<<< HEAD\n", "a.ipynb holds marks of a merge that is not resolved (line 2); resolve it"],
    ["[]", "a.ipynb: a notebook must be a JSON object"],
    [
      '{"nbformat": 3, "worksheets": []}',
      "a.ipynb has nbformat 3, Cuaderno reads nbformat 4; save it with a current Jupyter",
    ],
    ['{"cells": []}', "a.ipynb has no nbformat"],
    ['{"nbformat": 4, "cells": {}}', "a.ipynb has no list of cells"],
    ['{"nbformat": 4}', "a.ipynb has no list of cells"],
    ['{"nbformat": 4, "cells": [1]}', "a.ipynb#cell-1: a cell must be a JSON object"],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "code"}, {"cell_type": "heading"}]}',
      'a.ipynb#cell-2 has cell_type "heading"',
    ],
    ['{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}', "a.ipynb#cell-1 has a text that is neither"],
    ['{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": 7}]}', "a.ipynb#cell-1 has outputs that are no list"],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"output_type": "pyout"}]}]}',
      'a.ipynb#cell-1 has output_type "pyout"',
    ],
  ])("refuse %s with its place", (text, message) => {
    expect(() => parseNotebook(text, "a.ipynb")).toThrow(FormatError);
    expect(() => parseNotebook(text, "a.ipynb")).toThrow(message);
  });
});
