import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { JsonObject } from "../../core/json.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { exportHtml } from "../../notebook/html/export-html.js";
import { type CellSketch, makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { fileTracker } from "../../tracking/files/file-tracker.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

/** A folder with a notebook that can import the package; metadata of cells by their number. */
function project(cells: readonly CellSketch[], settings: { readonly [cell: number]: JsonObject } = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(rootFolder, join(folder, "node_modules", "cuaderno"));
  writeFileSync(join(folder, "package.json"), "{}");
  write(join(folder, "a.ipynb"), cells, settings);
  return join(folder, "a.ipynb");
}

function write(
  path: string,
  cells: readonly CellSketch[],
  settings: { readonly [cell: number]: JsonObject } = {},
): void {
  const notebook = makeNotebook(cells, "cuaderno");
  const withSettings = notebook.cells.map((cell, index) => {
    const own = settings[index + 1];
    return own === undefined ? cell : { ...cell, metadata: { ...cell.metadata, cuaderno: own } };
  });
  writeFileSync(path, JSON.stringify({ ...notebook, cells: withSettings }));
}

const getText = ({ cells }: Notebook, index: number): string => {
  const cell = cells[index];
  if (cell?.cell_type !== "code") return "";
  return cell.outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("");
};

const isBuilt = existsSync(join(rootFolder, "dist", "index.js"));

describe.runIf(isBuilt)("a tracked run of a notebook that tracks runs itself", () => {
  it("has those runs in its folder and experiment", async () => {
    const path = project([
      'import { openTracker, withRun } from "cuaderno";\nconst tracker = await openTracker({ uri: "elsewhere" });',
      'await withRun(tracker, { experiment: "own", name: "search" }, (run) => run.logMetrics({ rmse: 1 }));',
    ]);
    const uri = join(dirname(path), "mlruns");
    expect((await runNotebook(path, { track: { experiment: "named", uri } })).status).toBe("ok");
    const tracker = fileTracker({ root: uri, now: Date.now, newId: () => "", user: "", tags: async () => ({}) });
    const runs = await tracker.runs({ experiment: "named" });
    expect(runs.map(({ name }) => name).sort()).toEqual(["a", "search"]);
    expect(existsSync(join(dirname(path), "elsewhere"))).toBe(false);
  });
});

describe.runIf(isBuilt)("a tracked run with secrets, metrics, retries and a stop", () => {
  it("saves what cells report, masks secrets everywhere, and ends well", async () => {
    vi.stubEnv("DB_PASSWORD", "correct horse");
    const secret = 'key-"12345"';
    const path = project(
      [
        {
          source: "/** @secret the key of the service */\nconst key: string = '';\nconst year = 2018;",
          tags: ["parameters"],
        },
        'import { metric, stop } from "cuaderno";\n// @input data-{year}.csv',
        "process.stdout.write(key.slice(0, 4)); process.stdout.write(key.slice(4));\nconsole.log(JSON.stringify({ key }), process.env.DB_PASSWORD);",
        'metric("rmse", 1.5);\nmetric("loss", 2);\nmetric("loss", 1, { step: 1 });\nmetric("ratio", NaN);',
        { source: "console.log('never')", tags: ["skip-headless"] },
        "const tries = ((globalThis as any).tries = ((globalThis as any).tries ?? 0) + 1);\nconsole.log('try', tries);\nif (tries < 3) throw new Error('flaky');",
        "stop('enough, ' + key);",
        "console.log('never')",
      ],
      { 6: { retries: 2 } },
    );
    const folder = dirname(path);
    writeFileSync(join(folder, "data-2018.csv"), "a\n1\n");
    const uri = join(folder, "mlruns");
    const result = await runNotebook(path, { parameters: { key: secret }, track: { experiment: "e", uri } });
    vi.unstubAllEnvs();
    expect(result).toMatchObject({
      status: "stopped",
      reason: "enough, ***",
      parameters: { key: "***", year: 2018 },
      metrics: { rmse: 1.5, loss: 1, ratio: Number.NaN },
      data: [{ uri: "data-2018.csv", kind: "input" }],
    });
    expect(result.cells.map(({ status }) => status)).toEqual([
      "ok",
      "ok",
      "ok",
      "ok",
      "ok",
      "skipped",
      "ok",
      "stopped",
      "not run",
    ]);
    expect(result.cells[6]).toMatchObject({ attempts: 3 });
    const saved = await readNotebook(result.output);
    expect(saved.cells[1]?.source).toContain('const key: string = "***";');
    expect(getText(saved, 3)).toBe('***{"key":"***"} ***\n');
    expect(getText(saved, 6)).toBe("try 3\n");
    expect(getText(saved, 7)).toBe("Stopped: enough, ***\n");
    expect(saved.cells[6]?.metadata.cuaderno).toMatchObject({ retries: 2, attempts: 3, status: "ok" });
    expect(saved.metadata.cuaderno).toMatchObject({ status: "stopped", data: [{ uri: "data-2018.csv" }] });

    const tracker = fileTracker({ root: uri, now: Date.now, newId: () => "", user: "", tags: async () => ({}) });
    const [run] = await tracker.runs();
    expect(run).toMatchObject({ id: result.run, name: "a", experiment: "e", status: "finished" });
    expect(run?.params).toEqual({ key: "***", year: "2018" });
    expect(run?.metrics).toMatchObject({ rmse: 1.5, loss: 1 });
    expect(run?.tags["mlflow.source.name"]).toMatch(/a\.ipynb$/);
    const id = result.run ?? "";
    expect((await tracker.metricHistory(id, "loss")).map(({ value, step }) => [step, value])).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect((await tracker.metricHistory(id, "cell_seconds")).length).toBe(7);
    expect((await tracker.artifacts(id)).map((file) => file.path)).toEqual(["notebook/a.html", "notebook/a.ipynb"]);
    expect(await tracker.inputs(id)).toMatchObject([{ source: "data-2018.csv", context: "input" }]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.filter(({ name, parentPath }) => name !== "a.ipynb" || parentPath !== folder);
    expect(written.length).toBeGreaterThan(10);
    for (const { name, parentPath } of written) {
      expect(readFileSync(join(parentPath, name), "utf8"), name).not.toMatch(/12345|correct horse/);
    }
  });
});

describe("a failed run", () => {
  it("is saved with a banner that leads to the cell, and the next run takes it away", async () => {
    const path = project(["const a = 1;", "{ throw new Error('no `a`'); }"], { 2: { timeout: 20 } });
    const failed = await runNotebook(path, { output: path });
    expect(failed.status).toBe("failed");
    const [banner, ...others] = (await readNotebook(path)).cells;
    expect(banner).toMatchObject({ cell_type: "markdown", metadata: { tags: ["cuaderno-failure"] } });
    expect(banner?.source).toContain("> **This run failed** in [cell-2](#cell-id=cell1) line 1.");
    expect(banner?.source).toContain(`> ${path}#cell-2:1:9: Error: no \`a\``);
    expect(others).toHaveLength(2);
    const page = exportHtml(await readNotebook(path));
    expect(page).toContain('id="cell_2"><span id="cell-id=cell1"></span>');
    expect(page).toContain('<a href="#cell_2">See the cell</a>');
    writeFileSync(
      path,
      readFileSync(path, "utf8")
        .replace("throw new Error('no `a`')", "await new Promise(() => {})")
        .replace('"timeout": 20', '"timeout": 0.3'),
    );
    const late = await runNotebook(path, { output: path, cellTimeoutMs: 60_000 });
    expect(late.error?.message).toMatch(
      /#cell-2: this cell did not end within 300 ms.*; allow more with its metadata cuaderno\.timeout$/,
    );
    const { cells } = await readNotebook(path);
    expect(cells).toHaveLength(3);
    expect(cells[0]?.source).toContain("**This run took too long**");
  });
});

describe("a run with what earlier ones gave", () => {
  const cells: readonly CellSketch[] = [
    { source: "const year: number = 2018;", tags: ["parameters"] },
    'import { two } from "./lib";\n// @input data.csv',
    "interface Row { readonly a: number }\nconst rows: Row[] = [{ a: year }, { a: two }];\nconsole.log('computed', Math.random());",
    "const total = rows.reduce((sum, row) => sum + row.a, 0);\ntotal",
    "const when = new Date(0);",
    "rows.push({ a: when.getTime() });",
    "const text = 'total ' + total;",
    "{ throw new Error('not yet'); }",
  ];

  it("restores cells whose values are plain and unchanged, runs all others, and says why", async () => {
    const path = project(cells);
    const folder = dirname(path);
    writeFileSync(join(folder, "lib.ts"), "export const two: number = 2;\n");
    writeFileSync(join(folder, "data.csv"), "a\n");
    const first = await runNotebook(path, { kernel: "tslab" });
    expect(first.status).toBe("failed");
    const before = await readNotebook(first.output);
    write(path, [...cells.slice(0, -1), "const rest: number = rows.length;\nconsole.log(text, rest, rows[0]?.a);"]);
    const second = await runNotebook(path, { kernel: "tslab", resume: first.output });
    expect(second.error?.message).toBeUndefined();
    expect(second.cells.map(({ cell, status, reason }) => `${cell} ${status}: ${reason}`)).toEqual([
      "cell-1 restored: nothing it depends on changed",
      "cell-2 ok: it imports",
      "cell-3 restored: nothing it depends on changed",
      "cell-4 restored: nothing it depends on changed",
      "cell-5 ok: when contains a Date",
      "cell-6 ok: rows is of an earlier cell and was mutated",
      "cell-7 restored: nothing it depends on changed",
      "cell-8 ok: it did not run before, or something it depends on changed",
    ]);
    const after = await readNotebook(second.output);
    // The failed run has a banner on top.
    expect(getText(after, 2)).toBe(getText(before, 3));
    expect(getText(after, 2)).toMatch(/^computed 0/);
    expect(getText(after, 3)).toBe("2020\n");
    expect(getText(after, 7)).toBe("total 2020 3 2018\n");

    writeFileSync(join(folder, "data.csv"), "b\n");
    const third = await runNotebook(path, { kernel: "tslab", resume: second.output });
    expect(third.cells.some(({ status }) => status === "restored")).toBe(false);
  });

  it("restores no value that JSON cannot hold, and none that depends on changed values", async () => {
    const path = project([
      "const rows: { a: number }[] = [{ a: 1 }, { a: 2 }];",
      "const bump = (list: { a: number }[]): number => {\n  for (const row of list) row.a += 1;\n  return list.length;\n};",
      "const n = bump(rows);",
      "const alias = rows;",
      "const sum = alias.length + rows.reduce((total, row) => total + row.a, 0);",
      "class Counter {\n  n = 0;\n  next(): number {\n    return ++this.n;\n  }\n}\nconst counter = new Counter();",
      "const first = counter.next();",
      "const odd = { a: NaN };",
      "const gap = { a: undefined };",
      "const mark = Symbol.iterator;",
      "const pair = ((one: object) => [one, one])({});",
      "const ring = ((one: any) => { one.self = one; return one; })({});",
      "const big = 'x'.repeat(3_000_000);",
      "const plain = { text: 'é', list: [1.5, null, true], deep: { a: {} } };",
      "const chance = Math.random();\nconst give = (): number => chance;",
      "const double = 2 * chance;",
      "{ throw new Error('not yet'); }",
    ]);
    const first = await runNotebook(path, { kernel: "tslab" });
    const text = readFileSync(path, "utf8");
    const ask =
      "alias.push({ a: 9 });\nconsole.log(rows, n, sum, first, counter.next(), plain, double === 2 * give(), big.length);";
    writeFileSync(path, text.replace("{ throw new Error('not yet'); }", JSON.stringify(ask).slice(1, -1)));
    const second = await runNotebook(path, { kernel: "tslab", resume: first.output });
    expect(second.error?.message).toBeUndefined();
    expect(second.cells.map(({ status, reason }) => `${status}: ${reason}`)).toEqual([
      "restored: nothing it depends on changed",
      "ok: bump contains a function",
      "ok: rows is of an earlier cell and was mutated",
      "ok: alias shares an object with rows",
      "restored: nothing it depends on changed",
      "ok: Counter contains a function",
      "ok: it uses counter, which other cells may have changed",
      "ok: odd contains NaN",
      "ok: gap contains undefined",
      "ok: mark contains a symbol",
      "ok: pair contains one object more than once",
      "ok: ring contains one object more than once",
      "ok: big is too large to store",
      "restored: nothing it depends on changed",
      "ok: give contains a function",
      "ok: cell-15 gave other values than before",
      "ok: it did not run before, or something it depends on changed",
    ]);
    expect(getText(await readNotebook(second.output), 16).replace(/\s+/g, " ")).toBe(
      "[ { a: 2 }, { a: 3 }, { a: 9 } ] 2 7 1 2 { text: 'é', list: [ 1.5, null, true ], deep: { a: {} } } true 3000000 ",
    );
  });

  it("gives the same outputs from the cache until something it depends on changes", async () => {
    const own: readonly CellSketch[] = [
      { source: "const year: number = 2018;", tags: ["parameters"] },
      'import { two } from "./lib";',
      "console.log(Math.random(), year, two)",
    ];
    const path = project(own);
    const folder = dirname(path);
    writeFileSync(join(folder, "lib.ts"), "export const two: number = 2;\n");
    const first = await runNotebook(path, { cache: true });
    expect(first).toMatchObject({ status: "ok", because: ["no run of it is in the cache"] });
    const outputs = (await readNotebook(first.output)).cells.map((cell) => cell.cell_type === "code" && cell.outputs);
    write(path, [{ markdown: "# new" }, ...own.slice(0, 2), "// a comment\nconsole.log( Math.random(), year, two );"]);
    const second = await runNotebook(path, { cache: true });
    expect(second).toMatchObject({ cached: true, status: "ok" });
    expect(second.cells.map(({ cell }) => cell)).toEqual(["cell-2", "cell-3", "cell-4"]);
    const again = await readNotebook(second.output);
    expect(again.cells.slice(1).map((cell) => cell.cell_type === "code" && cell.outputs)).toEqual(outputs);
    expect(again.cells[3]?.source).toContain("// a comment");
    writeFileSync(join(folder, "lib.ts"), "export const two: number = 3;\n");
    const third = await runNotebook(path, { cache: true, parameters: { year: 2019 } });
    expect(third.because).toEqual(["parameter year changed from 2018 to 2019", "file lib.ts changed"]);
    expect(getText(await readNotebook(third.output), 4)).toMatch(/2019 3\n$/);
  });
});
