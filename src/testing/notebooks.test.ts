import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatNotebooks } from "../runner/check/format-notebooks.js";
import { rootFolder } from "./source-files.js";

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
  readonly metadata: { readonly tags?: readonly string[] };
}

const paths = readdirSync(join(rootFolder, "notebooks"), { recursive: true, encoding: "utf8" })
  .filter(
    (path) => path.endsWith(".ipynb") && !path.includes(".ipynb_checkpoints") && !path.endsWith(".executed.ipynb"),
  )
  .sort();

it("notebooks are as cuaderno fmt leaves them", async () => {
  const { changed } = await formatNotebooks(
    paths.map((path) => join(rootFolder, "notebooks", path)),
    { check: true },
  );
  expect(changed, "run: npx cuaderno fmt notebooks").toEqual([]);
});

describe.each(paths)("notebook %s", (path) => {
  const notebook = JSON.parse(readFileSync(join(rootFolder, "notebooks", path), "utf8")) as { cells: readonly Cell[] };
  const code = notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => ({ ...cell, text: getText(cell) }));

  it("imports only the public package, its projects, Polars and, in a guide, Node's modules", () => {
    const used = code.flatMap(({ text }) =>
      [...text.matchAll(/^\s*import\b[^;"]*"([^"]+)"|\b(?:import|require)\(\s*"([^"]+)"/gm)].map(
        ([, declared, called]) => declared ?? called ?? "",
      ),
    );
    expect(used.length).toBeGreaterThan(0);
    expect(
      used
        .filter((name) => !/^(cuaderno(\/[a-z]+)?|cuaderno\/projects\/[\w-]+|nodejs-polars|arquero)$/.test(name))
        .filter((name) => !(path.startsWith("guides/") && name.startsWith("node:"))),
    ).toEqual([]);
  });

  it("calls the library directly", () => {
    const names = code.flatMap(({ text }) => getImports(text, /^cuaderno(\/(?!projects)[a-z]+)?$/));
    expect(names.length).toBeGreaterThan(3);
    const text = code.map((cell) => cell.text.replace(/^\s*import\b.*$/gm, "")).join("\n");
    expect(names.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).length).toBe(names.length);
  });

  it("is committed without outputs", () => {
    expect(code.filter((cell) => cell.outputs?.length || cell.execution_count).length).toBe(0);
  });

  it("has one cell of parameters, literals only", () => {
    const cells = code.filter((cell) => cell.metadata.tags?.includes("parameters"));
    expect(cells.length).toBe(1);
    expect(cells[0]?.text).not.toMatch(/process\.env|\bnew\b|\(.*\)\s*;?\s*$/m);
  });

  it("has cells of at most 15 lines, and none empty", () => {
    expect(
      code.filter(({ text }) => text.split("\n").length > 15 || text.trim() === "").map(({ text }) => text),
    ).toEqual([]);
  });

  it("defines each name once", () => {
    const names = code.flatMap(({ text }) =>
      [...text.matchAll(/^(?:const|let|function|class)\s+(\w+)/gm)].map((match) => match[1] ?? ""),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("puts prose between the steps", () => {
    let run = 0;
    let longest = 0;
    for (const cell of notebook.cells) {
      run = cell.cell_type === "code" ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    expect(longest).toBeLessThanOrEqual(2);
  });
});

it.each(["traffic", "milk", "telecom", "crime", "worldbank"])("notebooks of %s import few names of it", (project) => {
  const names = paths
    .filter((path) => path.startsWith(project))
    .flatMap((path) => {
      const { cells } = JSON.parse(readFileSync(join(rootFolder, "notebooks", path), "utf8")) as { cells: Cell[] };
      return cells.flatMap((cell) => getImports(getText(cell), new RegExp(`^cuaderno/projects/${project}$`)));
    });
  expect(new Set(names).size).toBeLessThanOrEqual(12);
});

/** The names that a cell imports from modules that match. */
function getImports(text: string, module: RegExp): string[] {
  return [...text.matchAll(/^\s*import\s+(?:type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/gm)]
    .filter(([, , from = ""]) => module.test(from))
    .flatMap(([, list = ""]) => list.split(","))
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, "")
          .split(/\s+as\s+/)
          .at(-1) ?? "",
    )
    .filter((name) => name !== "");
}

function getText(cell: Cell): string {
  return typeof cell.source === "string" ? cell.source : cell.source.join("");
}
