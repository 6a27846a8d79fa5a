import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseNotebook } from "../notebook/format/notebook.js";
import { type CellSketch, makeNotebook, temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

function notebooks(files: { readonly [name: string]: readonly CellSketch[] }): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "nb"));
  for (const [name, cells] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(makeNotebook(cells, "cuaderno")));
  }
  return folder;
}

function start(folder: string, words: readonly string[], input = "", environment = {}) {
  const child: ChildProcess = spawn(process.execPath, [program, "run", ...words], {
    cwd: folder,
    env: { ...process.env, GITHUB_ACTIONS: "", ...environment },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += String(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += String(chunk);
  });
  child.stdin?.end(input);
  const ended = new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>(
    (resolve) => {
      child.once("close", (code) => resolve({ code, stdout, stderr }));
    },
  );
  return { child, ended, stderr: () => stderr };
}

describe.runIf(existsSync(program))("cuaderno run of many notebooks", () => {
  it("runs a matrix and a glob side by side; table, JUnit, annotations and exit code tell how", async () => {
    const folder = notebooks({
      "nb/a.ipynb": [
        { source: "const year: number = 2018;", tags: ["parameters"] },
        "if (year === 2020) throw new Error('no <data>, 100%');\nconsole.log('year', year);",
      ],
      "nb/b.ipynb": ["{"],
    });
    writeFileSync(join(folder, "p.yaml"), "year: 2018\n");
    const words = ["nb/**/a.ipynb", "--matrix", "year=2019,2020", "-j", "2", "--junit", "j.xml", "--github"];
    const { code, stdout, stderr } = await start(folder, words).ended;
    expect(code).toBe(1);
    const lines = stdout.split("\n");
    expect(lines[1]).toMatch(/^nb\/a\.ipynb year=2019 +ok +3\/3 .*nb\/a-2019\.executed\.ipynb$/);
    expect(lines[2]).toMatch(
      /^nb\/a\.ipynb year=2020 +failed +3\/3 .*nb\/a\.ipynb#cell-2:1:26: Error: no <data>, 100%$/,
    );
    expect(lines[3]).toBe("1 of 2 notebooks passed");
    expect(stderr).toMatch(/^nb\/a\.ipynb year=20\d\d cell-1 /m);
    expect(stderr).toContain(
      "::error file=nb/a.ipynb,title=nb/a.ipynb#cell-2%3A1%3A26::nb/a.ipynb#cell-2:1:26: Error: no <data>, 100%25%0A1 | if",
    );
    const junit = readFileSync(join(folder, "j.xml"), "utf8");
    expect(junit).toContain('<testsuite name="nb/a.ipynb year=2020" tests="3" failures="1" errors="0" skipped="0"');
    expect(junit).toContain('message="nb/a.ipynb#cell-2:1:26: Error: no &lt;data&gt;, 100%"');
    expect(readdirSync(join(folder, "nb")).sort()).toEqual([
      "a-2019.executed.ipynb",
      "a-2020.executed.ipynb",
      "a.ipynb",
      "b.ipynb",
    ]);
  });

  it("reads standard input and writes standard output, with values of a file and the environment", async () => {
    const folder = notebooks({});
    const notebook = makeNotebook([
      { source: "const year: number = 1;\nconst city: string = '';", tags: ["parameters"] },
      "console.log(year, city)",
    ]);
    writeFileSync(join(folder, "p.json"), '{"year": 2020}');
    const environment = { CUADERNO_PARAM_CITY: "Lima", CUADERNO_PARAM_YEAR: "1999" };
    const { code, stdout } = await start(folder, ["-", "-f", "p.json"], JSON.stringify(notebook), environment).ended;
    expect(code).toBe(0);
    expect(parseNotebook(stdout, "stdout").cells[2]).toMatchObject({ outputs: [{ text: "2020 Lima\n" }] });
    expect(readdirSync(folder).sort()).toEqual(["nb", "p.json"]);
  });

  it("shows with --dry-run what would run, and runs nothing", async () => {
    const folder = notebooks({
      "nb/a.ipynb": [
        { source: "/** @secret */\nconst key = '';\nconst year: number = 1;", tags: ["parameters"] },
        { source: "1", tags: ["skip"] },
        "2",
      ],
    });
    const words = ["nb/a.ipynb", "--dry-run", "-p", "key=abcdefgh", "-p", "year=2", "-o", "{name}-{year}.ipynb"];
    const { code, stdout } = await start(folder, words).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("nb/a.ipynb -> a-2.ipynb\n");
    expect(stdout).toContain(
      'injected cell:\n  // Parameters\n  const key: string = "***";\n  const year: number = 2;\n',
    );
    expect(stdout).toMatch(/cell-2 +skip: tagged skip +1/);
    expect(readdirSync(folder)).toEqual(["nb"]);
  });

  it("stops all at Ctrl-C, saves the outputs of each, and leaves no kernel", async () => {
    const cells = ["console.log('pid', process.pid)", "await new Promise(() => {});"];
    const folder = notebooks({ "nb/a.ipynb": cells, "nb/b.ipynb": cells, "nb/c.ipynb": cells });
    const started = start(folder, ["nb/*.ipynb", "-j", "2"]);
    for (const name of ["a", "b"]) {
      await expect.poll(() => started.stderr(), { timeout: 60_000 }).toContain(`nb/${name}.ipynb cell-1`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    started.child.kill("SIGINT");
    const { code, stdout } = await started.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/nb\/c\.ipynb +not run/);
    for (const name of ["a", "b"]) {
      const text = readFileSync(join(folder, "nb", `${name}.executed.ipynb`), "utf8");
      expect(parseNotebook(text, name).metadata.cuaderno).toMatchObject({ status: "interrupted" });
      const pid = Number(/"pid (\d+)/.exec(text)?.[1]);
      expect(pid).toBeGreaterThan(0);
      expect(
        existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("kernel-main"),
      ).toBe(false);
    }
  });

  it.each([
    [["nb/a.ipynb", "-j", "0"], 2, "--jobs: expected an integer >= 1"],
    [["nb/a.ipynb", "--matrix", "year=1,2", "-p", "year=3"], 2, '-p and --matrix both set "year"'],
    [["nb/a.ipynb", "--matrix", "year=1,2", "-o", "x.ipynb"], 2, "would both write x.ipynb"],
    [["nb/a.ipynb", "--until", "cell-9"], 2, 'no cell "cell-9"'],
    [["nb/*.ipynb", "-p", "yaer=3"], 2, 'declares parameter "yaer"; did you mean "year"?'],
    [["s3://"], 2, "s3://"],
    [["none/*.ipynb"], 2, "no notebook matches none/*.ipynb"],
    [["nb/a.ipynb", "-o", "http://127.0.0.1/x.ipynb"], 2, "cannot write to http://127.0.0.1/x.ipynb"],
  ])("refuses %j with code %i", async (words, expected, message) => {
    const declared = [{ source: "const year = 1;", tags: ["parameters"] }];
    const folder = notebooks({ "nb/a.ipynb": declared, "nb/b.ipynb": declared });
    const { code, stderr } = await start(folder, words).ended;
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});
