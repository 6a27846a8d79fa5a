import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CellSketch, makeNotebook, temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");
const settings = { source: "const limit = 3;", tags: ["parameters"] };

function folderWith(notebooks: { readonly [path: string]: readonly CellSketch[] }): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "deep", "node_modules"), { recursive: true });
  for (const [path, cells] of Object.entries(notebooks)) {
    writeFileSync(join(folder, path), JSON.stringify(makeNotebook(cells)));
  }
  return folder;
}

function check(cwd: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, "check", ...words], { cwd, encoding: "utf8" });
}

describe("cuaderno check", () => {
  const folder = (): string =>
    folderWith({
      "a.ipynb": [settings, "limit;"],
      "a.executed.ipynb": ["wrong;"],
      "deep/b.ipynb": [settings, "const a: string = limit;"],
      "deep/node_modules/c.ipynb": ["wrong;"],
    });

  it("ends with 3 and names location, severity and rule of each finding", () => {
    const { status, stdout, stderr } = check(folder());
    expect(stdout).toBe(
      "deep/b.ipynb#cell-2:1:7 error type: Type 'number' is not assignable to type 'string' (TS2322)\n",
    );
    expect(stderr).toMatch(/^1 error, 0 warnings in 2 notebooks, types by TypeScript 5.0.4 of tslab/);
    expect(status).toBe(3);
  });

  it("ends with 0 when nothing is found", () => {
    const { status, stdout } = check(folder(), "a.ipynb");
    expect([status, stdout]).toEqual([0, ""]);
  });

  it("takes globs, and gives everything with --json", () => {
    const { status, stdout } = check(folder(), "deep/**/*.ipynb", "--json", "--ignore", "type");
    expect(JSON.parse(stdout)).toMatchObject({ notebooks: ["deep/b.ipynb"], findings: [], errors: 0, warnings: 0 });
    expect(status).toBe(0);
  });

  it("refuses an unknown rule and a word that names no notebook", () => {
    const rule = check(folder(), "--ignore", "tpye");
    expect([rule.status, rule.stderr]).toEqual([2, expect.stringContaining('did you mean "type"')]);
    const none = check(folder(), "none/*.ipynb");
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining("matches none/*.ipynb")]);
  });
});
