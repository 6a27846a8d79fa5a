import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareRecords } from "../../notebook/verify/compare-records.js";
import { notebookRecord, readRecord } from "../../notebook/verify/page-record.js";
import { makeNotebook, notebookFile } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { exportNotebook } from "../export/export-notebook.js";
import { runNotebook } from "../run/run-notebook.js";
import { verifyReport } from "./verify-report.js";

const cells = [
  { source: "const scale = 2;", tags: ["parameters"] },
  `// @input numbers.json
import { live, lineFigure, metric, show } from "cuaderno";
import { columnsFromEntries } from "cuaderno/table";
const numbers: number[] = JSON.parse(require("node:fs").readFileSync("numbers.json", "utf8"));`,
  'metric("total", scale * numbers.reduce((sum, value) => sum + value, 0));',
  'show(numbers.map((value) => ({ value: value })), { caption: "The numbers" });',
  'show(lineFigure({ x: [1, 2, 3], y: numbers }, { title: "Up", x: { label: "x" }, y: { label: "y" } }));',
  `const column = { kind: "number", values: Float64Array.from(numbers) } as const;
show(live({ data: columnsFromEntries([["value", column]]), views: [{ kind: "numbers", numbers: [{ column: "value" }] }] }));`,
  'console.log("took " + Math.random() + " s");',
  { source: "Math.random()", tags: ["unverified"] },
];

/** A page of a notebook that prints a number, which is not run. */
async function plainPage(source: string): Promise<{ readonly notebook: string; readonly page: string }> {
  const notebook = notebookFile([source], "cuaderno");
  const page = join(dirname(notebook), "page.html");
  await exportNotebook(notebook, { output: page });
  return { notebook, page };
}

describe("verifyReport", { timeout: 60_000 }, () => {
  it("runs the notebook with the page's parameters and compares every number", async () => {
    const notebook = notebookFile(cells, "cuaderno");
    const cwd = dirname(notebook);
    mkdirSync(join(cwd, "node_modules"));
    symlinkSync(rootFolder, join(cwd, "node_modules", "cuaderno"));
    writeFileSync(join(cwd, "numbers.json"), "[1, 2.5, 4]");
    const { output, error } = await runNotebook(notebook, { parameters: { scale: 3 } });
    expect(error?.message).toBeUndefined();
    const page = join(cwd, "page.html");
    await exportNotebook(output, { output: page, plotly: "none" });

    const found = await verifyReport(page, { notebook });
    expect(found).toMatchObject({ verdict: "same", differences: [], versions: [] });
    expect(found.numbers.map(({ cell, what, count }) => `${cell} ${what} ${count}`)).toEqual([
      '3 metric "total" 1',
      '4 table "The numbers (3 rows x 1 columns)" 3',
      expect.stringMatching(/^5 figure "Up" \d$/),
      "6 live page 1",
    ]);
    const { versions, ...record } = found.record;
    expect(record).toMatchObject({ status: "ok", parameters: { scale: 3 } });
    expect(versions).toMatchObject({ node: process.versions.node });

    writeFileSync(join(cwd, "numbers.json"), "[1, 2.5, 5]");
    const far = await verifyReport(page, { notebook, parameters: { scale: "4" } });
    expect(far.verdict).toBe("differs");
    expect(far.differences).toEqual([expect.stringMatching(/^data: numbers.json: \w{16}, now \w{16}$/)]);
    expect(far.numbers.map(({ message }) => message)).toEqual([
      "22.5, now 34 (+51 %)",
      "1 of 3 numbers, first number 3: 4, now 5 (+25 %)",
      expect.stringMatching(/^1 of \d numbers, first number \d: 4, now 5 \(\+25 %\)$/),
      expect.stringMatching(/^2.5, now 2.8\d+ \(\+13 %\)$/),
    ]);
  });

  it("finds changed code, and notebooks that fail", async () => {
    const { notebook, page } = await plainPage("console.log(1);");
    writeFileSync(notebook, JSON.stringify(makeNotebook(["missing"], "cuaderno")));
    await expect(verifyReport(page, { notebook })).rejects.toThrow("does not run");
    const before = readRecord(readFileSync(page, "utf8"), page).record;
    const after = notebookRecord(makeNotebook(["console.log(2);"]), "a.ipynb");
    expect(compareRecords(before, after, 0).differences).toEqual(["code: changed in code cell 1"]);
  });

  it("separates small differences from large ones", () => {
    const record = (value: number) => {
      const output = { output_type: "display_data", metadata: {}, data: { "text/plain": `${value}` } } as const;
      const [cell] = makeNotebook(["a"]).cells;
      if (cell?.cell_type !== "code") throw new Error("a code cell");
      return notebookRecord({ ...makeNotebook([]), cells: [{ ...cell, outputs: [output] }] }, "a.ipynb");
    };
    const compare = (one: number, other: number, tolerance: number) =>
      compareRecords({ ...record(one), page: "" }, record(other), tolerance).numbers[0];
    expect(compare(2.5, 2.5, 0)).toMatchObject({ verdict: "same", what: "value" });
    expect(compare(2.5, 2.5000000001, 1e-9)).toMatchObject({ verdict: "tolerance" });
    expect(compare(2.5, 2.5000000001, 0)).toMatchObject({ verdict: "differs" });
    expect(compare(2.5, 2.6, 1e-9)).toMatchObject({ verdict: "differs", message: "2.5, now 2.6 (+4 %)" });
  });

  it("refuses pages without a record, and notebooks that are missing", async () => {
    const { page } = await plainPage("1");
    const cwd = dirname(page);
    const plain = join(cwd, "plain.html");
    writeFileSync(plain, "<html><body></body></html>");
    await expect(verifyReport(plain)).rejects.toThrow(`verify: ${plain} has no record of its run; export the notebook`);
    await expect(verifyReport(join(cwd, "none.html"))).rejects.toThrow("verify: cannot read");
    await expect(verifyReport(page, { cwd })).rejects.toThrow("name it with --notebook");
    await expect(verifyReport(page, { tolerance: -1 })).rejects.toThrow("tolerance: expected a number from 0, got -1");
    writeFileSync(page, readFileSync(page, "utf8").replace('"version":1', '"version":2'));
    await expect(verifyReport(page)).rejects.toThrow("the record is damaged or of a newer version");
  });
});
