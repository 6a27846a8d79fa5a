import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootFolder } from "./source-files.js";

/** What `npm pack` makes, installed by npm into an empty folder as a user would. */
describe("the packed package in an empty folder", { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-installed-"));
  const program = `
import { contentHash, randomSource, type Columns, columnsFromEntries } from "cuaderno";
import { holidaySpread } from "cuaderno/projects/traffic";
const hash: string = contentHash("abc");
const columns: Columns = columnsFromEntries([["a", { kind: "number", values: Float64Array.of(randomSource(1).uniform()) }]]);
// @ts-expect-error a hash is text, not a number
const wrong: number = contentHash("abc");
console.log(hash, columns.rowCount, wrong, typeof holidaySpread);
`;

  beforeAll(() => {
    expect(run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], rootFolder).status).toBe(
      0,
    );
    const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    const installed = run(
      "npm",
      ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, "@types/node@20"],
      folder,
    );
    expect(installed.status, installed.stderr).toBe(0);
    writeFileSync(join(folder, "program.ts"), program);
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("runs the command line", () => {
    const { status, stdout } = run("npx", ["cuaderno", "--version"], folder);
    expect([status, stdout.trim()]).toEqual([
      0,
      JSON.parse(readFileSync(join(rootFolder, "package.json"), "utf8")).version,
    ]);
  });

  it("type-checks under TypeScript 5.0.4 with Node10 resolution", () => {
    const compiler = join(rootFolder, "node_modules", "@tslab", "typescript-for-tslab", "lib", "tsc.js");
    const settings = [
      "--strict",
      "--target",
      "es2022",
      "--module",
      "commonjs",
      "--moduleResolution",
      "node10",
      "--types",
      "node",
    ];
    const { status, stdout } = run(process.execPath, [compiler, "--noEmit", ...settings, "program.ts"], folder);
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it("type-checks under TypeScript 7 with NodeNext resolution", () => {
    const compiler = join(rootFolder, "node_modules", "typescript", "bin", "tsc");
    const settings = ["--strict", "--target", "es2022", "--module", "nodenext", "--types", "node"];
    const { status, stdout } = run(process.execPath, [compiler, "--noEmit", ...settings, "program.ts"], folder);
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it("is found by a tslab cell, typed", () => {
    mkdirSync(join(folder, "notebooks"), { recursive: true });
    const cell =
      'import { contentHash } from "cuaderno";\nconst hash: string = contentHash("abc");\nconsole.log(hash.slice(0, 8));';
    const notebook = {
      cells: [{ cell_type: "code", id: "a", metadata: {}, execution_count: null, outputs: [], source: cell }],
      metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(join(folder, "notebooks", "first.ipynb"), JSON.stringify(notebook));
    const { status, stderr } = run(
      "npx",
      ["cuaderno", "run", "notebooks/first.ipynb", "-o", "notebooks/done.ipynb"],
      folder,
    );
    expect(stderr).not.toContain("error");
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "notebooks", "done.ipynb"), "utf8")).toContain("ba7816bf");
  });

  it("makes a project of a CSV file and runs it, without the network", { timeout: 240_000 }, () => {
    const rows = Array.from({ length: 300 }, (_, index) => {
      const date = new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);
      return `${date},${["north", "south"][index % 2]},${index % 9},${100 + (index % 7) * 10 + (index % 9)}`;
    });
    writeFileSync(join(folder, "sales.csv"), ["date,shop,visits,revenue", ...rows, ""].join("\n"));
    const made = run("npx", ["cuaderno", "init", "my-lab", "--from", "sales.csv"], folder, offline);
    expect(made.stderr).toBe("");
    expect(made.stdout).toContain("target: revenue");
    expect(made.stdout).not.toContain("npm install");
    const lab = join(folder, "my-lab");
    const runFlow = ["cuaderno", "run", "notebooks", "--kernel", "cuaderno"];
    const flow = run("npx", runFlow, lab, offline);
    expect(flow.status, flow.stderr).toBe(0);
    expect(flow.stdout).toContain("4 of 4 notebooks ran");
    const again = run("npx", runFlow, lab, offline);
    expect(again.stdout).toContain("nothing changed, nothing ran");
  });

  it("runs the commands of the README", { timeout: 400_000 }, () => {
    const home = join(folder, "readme");
    for (const part of ["notebooks", "data"])
      cpSync(join(folder, "node_modules", "cuaderno", part), join(home, part), { recursive: true });
    const days = Array.from({ length: 300 }, (_, index) => new Date(Date.UTC(2025, 0, 1 + index)));
    const sales = days.map((day, index) => `${day.toISOString().slice(0, 10)},s${index % 3},${100 + (index % 7) * 10}`);
    writeFileSync(join(home, "sales.csv"), ["date,shop,revenue", ...sales, ""].join("\n"));
    const customers = days.map((_, index) => `${index},${20 + (index % 50)},p${index % 3},${index % 4 === 0}`);
    writeFileSync(join(home, "customers.csv"), ["id,age,plan,churned", ...customers, ""].join("\n"));
    const commands = readmeCommands();
    expect(commands.length).toBeGreaterThan(15);
    const bin = join(folder, "node_modules", ".bin");
    const failed = commands.flatMap((line) => {
      const { status, stderr } = run("bash", ["-c", shortened(line)], home, {
        ...offline,
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        // "kernel install" must not change the kernels of the user who runs the tests.
        JUPYTER_DATA_DIR: join(folder, "jupyter"),
      });
      return status === 0 ? [] : [`${line}: exit code ${status}: ${stderr.split("\n").slice(-4).join(" ")}`];
    });
    expect(failed).toEqual([]);
  });

  it("is what npm create cuaderno calls", () => {
    const program = join(folder, "node_modules", "create-cuaderno", "index.mjs");
    cpSync(join(rootFolder, ".config", "create-cuaderno"), dirname(program), { recursive: true });
    const { status, stdout } = run(process.execPath, [program, "created", "--template", "empty"], folder);
    expect([status, stdout.split("\n")[0]]).toEqual([0, "created: 7 files"]);
    const { version } = JSON.parse(readFileSync(join(rootFolder, "package.json"), "utf8"));
    const own = JSON.parse(readFileSync(join(dirname(program), "package.json"), "utf8"));
    expect([own.version, own.dependencies.cuaderno]).toEqual([version, `^${version}`]);
  });

  it("says in one sentence how to get the table engine when npm left its binary out", () => {
    const missing = !readdirSync(join(folder, "node_modules")).some((name) => /^nodejs-polars-/.test(name));
    if (!missing) return;
    writeFileSync(
      join(folder, "table.mjs"),
      'import { readTable, schema, column } from "cuaderno"; await readTable("x.csv", schema("x", { a: column.string() }));',
    );
    writeFileSync(join(folder, "x.csv"), "a\n1\n");
    const { stderr } = run(process.execPath, ["table.mjs"], folder);
    expect(stderr).toMatch(/npm install nodejs-polars-\S+@0\.25\.2/);
  });
});

/**
 * Commands of the README that another test above runs, that need a service or a publisher on the network, a model of real data, a file of the reader
 * or an id of a run, and those that only an interrupt ends.
 */
const notHere =
  /s3:\/\/|redis:\/\/|--data real|runs (show|compare|note|get|delete|push|pull)|notebooks\/guides|models (rollback|describe|get)|cuaderno predict|data (pull|append|replay)|serve|--pdf|export-service|--watch|cuaderno ui|drift --model|'select|drift (quality|accept)|my-lab|cuaderno (worker|jobs)|--queue|schedule add/;

/**
 * Without npx, which the tests above call, with fewer trials, trees and notebooks, and all notebooks in the kernel that starts fastest:
 * another test above runs one in tslab.
 */
function shortened(line: string): string {
  return line
    .replaceAll("npx cuaderno ", "cuaderno ")
    .replace("run notebooks/traffic ", "run notebooks/traffic -p trials=4 -p rounds=40 ")
    .replace("test notebooks/traffic ", "test notebooks/traffic/01-explore.ipynb ")
    .replace("check notebooks", "check notebooks/traffic")
    .replace(/cuaderno (run|test) (?!.*--kernel)/, "cuaderno $1 --kernel cuaderno ")
    .replace("trials=20", "trials=4");
}

function readmeCommands(): string[] {
  const readme = readFileSync(join(rootFolder, "README.md"), "utf8");
  return [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => /npx cuaderno /.test(line) && !notHere.test(line));
}

/** The environment of a user without data of their own and without network. */
const offline = {
  CUADERNO_DATA_MIRROR: "",
  npm_config_offline: "true",
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
};

function run(
  command: string,
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(command, words, {
    cwd,
    encoding: "utf8",
    timeout: 180_000,
    env: { ...process.env, npm_config_loglevel: "error", ...environment },
  });
}
