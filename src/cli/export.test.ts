import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeNotebook, temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

describe.runIf(existsSync(program))("cuaderno export", () => {
  function run(...words: string[]): { status: number | null; stdout: string; stderr: string; folder: string } {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.ipynb"), JSON.stringify(makeNotebook([{ markdown: "# T" }, "secret + 1"])));
    return {
      ...spawnSync(process.execPath, [program, "export", ...words], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, CUADERNO_CHROMIUM: join(folder, "nowhere") },
      }),
      folder,
    };
  }

  it("prints the path of the page, and only that, on standard output", () => {
    const { status, stdout, folder } = run("a.ipynb", "-o", "out/b.html", "--code", "hide");
    expect([status, stdout]).toEqual([0, "out/b.html\n"]);
    expect(readFileSync(join(folder, "out", "b.html"), "utf8")).not.toContain("secret");
  });

  it("ends with JSON with --json", () => {
    expect(JSON.parse(run("a.ipynb", "--json").stdout)).toMatchObject({ output: "a.html", title: "T" });
  });

  it("writes a folder with an index page", () => {
    const { status, stdout, folder } = run(".", "-o", "pages");
    expect([status, stdout]).toEqual([0, "pages/index.html\n"]);
    expect(readFileSync(join(folder, "pages", "index.html"), "utf8")).toContain('<a href="a.html">T</a>');
  });

  it("reports a missing browser before it writes anything", () => {
    const { status, stderr, folder } = run("a.ipynb", "--pdf", "--images", "--title", "no browser");
    expect(stderr).toMatch(/CUADERNO_CHROMIUM: .*nowhere does not exist/);
    expect(status).toBe(4);
    expect(existsSync(join(folder, "a.html"))).toBe(false);
  });

  it.each([
    [["a.ipynb", "--code", "hid"], /--code: expected fold, hide, show, got "hid"; did you mean "hide"\?/],
    [["b.ipynb"], /file b\.ipynb does not exist/],
    [[], /missing required argument/],
  ])("refuses %j with a sentence and exit code 2", (words, message) => {
    const { status, stderr } = run(...words);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});
