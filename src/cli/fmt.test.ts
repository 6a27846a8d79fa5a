import { spawnSync } from "node:child_process";
import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseNotebook } from "../notebook/format/notebook.js";
import { type CellSketch, makeNotebook, notebookFile } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

function executed(cells: readonly CellSketch[], options: { readonly packages: boolean }): string {
  const path = notebookFile(cells);
  const notebook = makeNotebook(cells);
  const run = notebook.cells.map((cell) => (cell.cell_type === "code" ? { ...cell, execution_count: 7 } : cell));
  writeFileSync(path, JSON.stringify({ ...notebook, cells: run }));
  if (options.packages) symlinkSync(join(rootFolder, "node_modules"), join(dirname(path), "node_modules"));
  return path;
}

function fmt(path: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, "fmt", ...words], { cwd: dirname(path), encoding: "utf8" });
}

const sources = (path: string): readonly string[] =>
  parseNotebook(readFileSync(path, "utf8"), path).cells.map(({ source }) => source);

describe("cuaderno fmt", () => {
  it("with --check says what would change, changes nothing and ends with 3", () => {
    const path = executed(["1 + 1"], { packages: false });
    const before = readFileSync(path, "utf8");
    const { status, stdout } = fmt(path, "--check");
    expect([status, stdout]).toEqual([3, "a.ipynb\n"]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("clears a notebook, says that no formatter is there, and then finds nothing more to do", () => {
    const path = executed(["const a={b:1}"], { packages: false });
    const first = fmt(path);
    expect([first.status, first.stdout]).toEqual([0, "a.ipynb\n"]);
    expect(first.stderr).toContain("no formatter is installed");
    expect(sources(path)).toEqual(["const a={b:1}"]);
    const { mtimeMs } = statSync(path);
    const second = fmt(path, "--check");
    expect([second.status, second.stdout]).toEqual([0, ""]);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  it("formats code with the project's Biome, but neither broken cells nor prose", () => {
    const path = executed(["const a={b:1}\na", "const = ;", { markdown: "const a={b:1}" }], { packages: true });
    expect(fmt(path).status).toBe(0);
    expect(sources(path)).toEqual(["const a = { b: 1 };\na;", "const = ;", "const a={b:1}"]);
  });

  it("finds nothing more to do in code that Biome itself formats differently a second time", () => {
    const entries = '{ version: one.version, aliases: one.aliases.join(", "), what: one.description, run: one.runId }';
    const path = executed([`show(versions.slice(0, 20).map((one) => (${entries})), { caption: "Versions" });`], {
      packages: true,
    });
    expect(fmt(path).stdout).toBe("a.ipynb\n");
    expect(fmt(path, "--check").stdout).toBe("");
  });

  it("refuses settings of the formatter that it cannot use, and changes nothing", () => {
    const path = executed(["const a={b:1}"], { packages: true });
    writeFileSync(join(dirname(path), "biome.json"), '{"formatter": {"lineWidth": "wide"}}');
    const { status, stderr } = fmt(path);
    expect([status, stderr]).toEqual([4, expect.stringContaining("fmt: Biome ended with 1")]);
    expect(sources(path)).toEqual(["const a={b:1}"]);
  });

  it("lets no cell grow beyond 15 lines", () => {
    const long = `const words = [${Array.from({ length: 30 }, (_, index) => `"word number ${index}"`).join(",")}]`;
    const path = executed([long], { packages: true });
    expect(fmt(path).status).toBe(0);
    expect(sources(path)).toEqual([long]);
  });
});
