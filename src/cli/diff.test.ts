import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebookFile } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

function diff(...words: string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(process.execPath, [program, "diff", ...words], { encoding: "utf8" });
}

describe("cuaderno diff", () => {
  it("shows the cell that changed, as text, Markdown, a page and JSON", () => {
    const [a, b] = [notebookFile(["const a = 1;"]), notebookFile(["const a = 2;"])];
    expect(diff(a, b).stdout).toContain("cell-1 edited\n- const a = 1;\n+ const a = 2;\n");
    expect(diff(a, b, "--format", "html").stdout).toContain("<del>- const a = 1;");
    expect(diff(a, b, "--format", "markdown").stdout).toContain("```diff\n-const a = 1;\n+const a = 2;\n```\n");
    expect(JSON.parse(diff(a, b, "--json").stdout)).toMatchObject({ cells: [{ kind: "edited" }], same: 0 });
  });

  it("takes /dev/null, which git gives for a new or deleted file, as a notebook without cells", () => {
    const a = notebookFile(["const a = 1;"]);
    expect(diff("/dev/null", a).stdout).toContain("1 added, 0 the same\n\ncell-1 added\n+ const a = 1;\n");
    expect(diff(a, "/dev/null").stdout).toContain("1 removed, 0 the same");
  });

  it("ends with 3 for a difference only with --exit-code", () => {
    const [a, b] = [notebookFile(["const a = 1;"]), notebookFile(["const a = 2;"])];
    expect([diff(a, b).status, diff(a, b, "--exit-code").status, diff(a, a, "--exit-code").status]).toEqual([0, 3, 0]);
  });
});
