import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeNotebook, temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

describe.runIf(existsSync(program))("cuaderno test", () => {
  const run = (
    ...words: string[]
  ): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
    spawnSync(process.execPath, [program, "test", ...words], { cwd: folderWithTests(), encoding: "utf8" });

  it("lists what failed and where, counts, and ends with 1", () => {
    const { status, stdout } = run();
    expect(stdout).toMatch(
      / ❯ a\.ipynb \(3 tests \| 1 failed\) [\d.]+ m?s\n {3}✓ runs to its end\n {3}✓ one is one\n {3}× two is one\n {7}a\.ipynb#cell-3:2:20: Error: no\n/,
    );
    expect(stdout).toMatch(/ Notebooks {2}1 failed \(1\)\n {5}Tests {2}1 failed \| 2 passed \(3\)\n/);
    expect(status).toBe(1);
  });

  it("writes JUnit XML and annotations of GitHub Actions", () => {
    const folder = folderWithTests();
    const words = [program, "test", "--junit", "out/j.xml", "--github"];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toBe("::error file=a.ipynb,title=a.ipynb#cell-3%3A2%3A20::two is one%0AError: no\n");
    const xml = readFileSync(join(folder, "out", "j.xml"), "utf8");
    expect(xml).toMatch(
      /<testsuites name="cuaderno test">\n {2}<testsuite name="a\.ipynb" tests="3" failures="1" errors="0"/,
    );
    expect(xml).toMatch(/<testcase classname="a\.ipynb" name="one is one" time="[\d.]+"\/>/);
    expect(xml).toContain('name="two is one" time="0.');
    expect(xml).toContain('<failure message="a.ipynb#cell-3:2:20: Error: no">Error: no</failure>');
  });

  it("refuses a path of the report that cannot be written before the first test", () => {
    const folder = folderWithTests();
    const words = [program, "test", "--junit", "a.ipynb/j.xml"];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe(
      "cuaderno: test: cannot write a.ipynb/j.xml: a part of the path is a file, not a folder; choose another file with --junit\n",
    );
    expect([status, stdout]).toEqual([4, ""]);
  });

  it.each([
    [["--tolerance", "much"], /--tolerance: expected a number above 0, got "much"/],
    [["-p", "year"], /-p: expected name=value, got "year"/],
    [["b.ipynb"], /no notebook matches b\.ipynb/],
  ])("refuses %j with a sentence", (words, message) => {
    const { status, stderr } = run(...words);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

function folderWithTests(): string {
  const folder = temporaryFolder();
  const cells = [
    "const one = 1;",
    { source: "// one is one\nif (one !== 1) throw new Error('no');", tags: ["test"] },
    { source: "// two is one\nif (one < 2) throw new Error('no');", tags: ["test"] },
  ];
  writeFileSync(join(folder, "a.ipynb"), JSON.stringify(makeNotebook(cells, "cuaderno")));
  return folder;
}
