import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as cuaderno from "../index.js";
import { rootFolder } from "./source-files.js";

interface Cell {
  readonly source: string | readonly string[];
}

const notebooks = readdirSync(join(rootFolder, "notebooks"), { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ipynb") && !path.includes(".ipynb_checkpoints") && !path.endsWith(".executed.ipynb"),
);

function notebookText(path: string): string {
  const { cells } = JSON.parse(readFileSync(join(rootFolder, "notebooks", path), "utf8")) as { cells: readonly Cell[] };
  return cells.map(({ source }) => [source].flat().join("")).join("\n");
}

describe("the everyday names", () => {
  it("are all used in a notebook, a guide or the README", () => {
    const text = [readFileSync(join(rootFolder, "README.md"), "utf8"), ...notebooks.map(notebookText)].join("\n");
    const used = new Set(text.match(/\w+/g));
    expect(Object.keys(cuaderno).filter((name) => !used.has(name))).toEqual([]);
  });
});
