import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { parseNotebook } from "./notebook.js";
import { upgradeNotebook } from "./upgrade-notebook.js";

const golden = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../golden/${name}`, import.meta.url)), "utf8");

it("makes the same cells and outputs of nbformat 3 as Python's nbformat", () => {
  const expected = parseNotebook(golden("old-notebook.expected.json"), "expected");
  const { language_info: language, ...metadata } = expected.metadata;
  expect(language).toBeUndefined();
  expect(parseNotebook(golden("old-notebook.json"), "old.ipynb")).toEqual({
    ...expected,
    metadata: { language_info: { name: "python" }, ...metadata },
  });
});

it("leaves what it does not know to the parser, which names it", () => {
  const upgraded = (worksheet: JsonObject): string => JSON.stringify({ nbformat: 3, worksheets: [worksheet] });
  expect(upgradeNotebook({ nbformat: 2, worksheets: [{}] }).cells).toEqual([]);
  expect(() => parseNotebook(upgraded({ cells: [{ cell_type: "new" }] }), "a.ipynb")).toThrow(
    'a.ipynb#cell-1 has cell_type "new"',
  );
  expect(() => parseNotebook(upgraded({ cells: [7] }), "a.ipynb")).toThrow("a.ipynb#cell-1");
  const strange = { cell_type: "code", outputs: [{ output_type: "display_data", json: "{" }] };
  expect(parseNotebook(upgraded({ cells: [strange] }), "a.ipynb").cells).toMatchObject([
    { outputs: [{ data: { "application/json": "{" } }] },
  ]);
});
