import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../core/errors.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { parseNotebook } from "./notebook.js";
import { notebookSerializer, serializeNotebook } from "./serialize-notebook.js";

const golden = fileURLToPath(new URL("../golden/", import.meta.url));
const files = readdirSync(golden).filter((name) => name.endsWith(".ipynb"));

const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

describe("parseNotebook and serializeNotebook", () => {
  it.each(files)("writes %s as nbformat wrote it, byte for byte", (name) => {
    const text = readFileSync(golden + name, "utf8");
    expect(serializeNotebook(parseNotebook(text, name))).toBe(text);
  });

  it("joins strings that the file has as arrays of lines", () => {
    const { cells } = parseNotebook(readFileSync(`${golden}rich.ipynb`, "utf8"), "rich.ipynb");
    const code = cells[2];
    expect(code?.source).toBe("const a = 1;\r\nconst b = 'ü';\fconsole.log(a, b)");
    expect(code?.cell_type === "code" && code.outputs[0]).toMatchObject({ text: "one\ntwo\rthree\n\nfour" });
    expect(code?.cell_type === "code" && code.outputs[2]).toMatchObject({
      data: { "text/html": "<p>\n</p>\n", "application/json": { b: [1, "two\nlines"], a: null } },
    });
  });

  it("preserves unknown fields", () => {
    const text =
      '{"cells": [{"cell_type": "code", "source": "1", "future": [1]}], "metadata": {"x": 1}, "nbformat": 4, "nbformat_minor": 9}';
    const written = JSON.parse(serializeNotebook(parseNotebook(text, "a.ipynb"))) as {
      cells: [{ future: unknown }];
      metadata: unknown;
    };
    expect(written.cells[0].future).toEqual([1]);
    expect(written.metadata).toEqual({ x: 1 });
  });

  it("serializes a changed cell again and the others as before", () => {
    const serialize = notebookSerializer();
    const notebook = makeNotebook(["1", "2"]);
    serialize(notebook);
    const [first, second] = notebook.cells;
    if (first === undefined || second === undefined) throw new Error("two cells");
    const changed = { ...notebook, cells: [first, { ...second, source: "3" }] };
    expect(serialize(changed)).toBe(serializeNotebook(changed));
  });

  it("refuses outputs that are too large for one string", () => {
    const data = { "image/png": "x".repeat(2 ** 20) };
    const outputs = [{ output_type: "display_data", data, metadata: {} }] as const;
    const cell = { cell_type: "code", source: "", metadata: {}, execution_count: null, outputs } as const;
    expect(() =>
      serializeNotebook({ cells: Array(600).fill(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    ).toThrow("outputs exceed the limit of about 500 MB; write them to a file");
  });

  it.each([
    ["", "a.ipynb is empty; expected a JSON object"],
    ["{", "a.ipynb is not valid JSON"],
    ["{\n<<<<<<< HEAD\n", "a.ipynb: unresolved merge conflict at line 2; resolve it"],
    ["[]", "a.ipynb: a notebook: expected a JSON object, got []"],
    ['{"nbformat": 3}', "a.ipynb has nbformat 3; expected nbformat 4 (2 and 3 are converted); convert it"],
    ['{"nbformat": 5, "cells": []}', "a.ipynb has nbformat 5; expected nbformat 4"],
    ['{"cells": []}', "a.ipynb has no nbformat"],
    [`{"nbformat": 4, "cells": ${deep}}`, "a.ipynb#cell-1: a cell: expected a JSON object, got a deeply nested array"],
    [`{"nbformat": 4, "cells": [], "metadata": {"a": ${deep}}}`, "a.ipynb: metadata is nested more than 1000 levels"],
    [`{"nbformat": ${deep}, "cells": []}`, "a.ipynb has nbformat a deeply nested array"],
    ['{"nbformat": 4, "cells": {}}', "a.ipynb has no array of cells"],
    ['{"nbformat": 4}', "a.ipynb has no array of cells"],
    ['{"nbformat": 4, "cells": [1]}', "a.ipynb#cell-1: a cell: expected a JSON object, got 1"],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "code"}, {"cell_type": "heading"}]}',
      'a.ipynb#cell-2 has cell_type "heading"',
    ],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}',
      "a.ipynb#cell-1: expected a string or an array of strings, got 7",
    ],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": 7}]}',
      "a.ipynb#cell-1: outputs: expected an array, got 7",
    ],
    [
      `{"nbformat": 4, "cells": [{"cell_type": "raw", "metadata": {"x": ${"[".repeat(9_000)}${"]".repeat(9_000)}}}]}`,
      "a.ipynb#cell-1: a value is nested more than 1000 levels deep; clear its outputs",
    ],
    [
      '{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"output_type": "pyout"}]}]}',
      'a.ipynb#cell-1 has output_type "pyout"',
    ],
  ])("refuses %s with its location", (text, message) => {
    expect(() => parseNotebook(text, "a.ipynb")).toThrow(FormatError);
    expect(() => parseNotebook(text, "a.ipynb")).toThrow(message);
  });
});
