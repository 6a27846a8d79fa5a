import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { exportHtml } from "../notebook/html/export-html.js";
import { readRecord, withRecord } from "../notebook/verify/page-record.js";
import { callCommand } from "../testing/call-command.js";
import { makeNotebook } from "../testing/make-notebook.js";
import { define } from "./verify.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-verify-test-"));
afterEach(() => {
  process.exitCode = undefined;
});

describe("cuaderno verify", { timeout: 60_000 }, () => {
  const notebook = makeNotebook(["console.log(40 + 2)"]);
  const path = join(folder, "a.ipynb");
  const page = join(folder, "a.html");
  const html = (shown: string): string => {
    const [cell] = notebook.cells;
    const outputs = [{ output_type: "stream", name: "stdout", text: shown }] as const;
    if (cell?.cell_type !== "code") throw new Error("a code cell");
    return exportHtml({ ...notebook, cells: [{ ...cell, outputs }] }, { path: "a.ipynb" });
  };
  writeFileSync(path, JSON.stringify(notebook));

  it("finds the page's notebook and its numbers", async () => {
    writeFileSync(page, html("42\n"));
    const { printed, result } = await callCommand(define, ["a.html"], { cwd: folder });
    expect(printed.slice(0, 2)).toEqual([
      "same: every number of the page",
      "1 numbers same, 0 within tolerance, 0 differ",
    ]);
    expect(result).toMatchObject({ kind: "report-verification", verdict: "same" });
    expect(process.exitCode).toBeUndefined();
  });

  it("names what differs, with exit code 3", async () => {
    writeFileSync(page, html("41\n"));
    const { printed } = await callCommand(define, ["a.html"], { cwd: folder });
    expect(printed.slice(0, 2)).toEqual(["differs", "code cell 1: text: 41, now 42 (+2.4 %)"]);
    expect(process.exitCode).toBe(3);
  });

  it("checks the page alone with --no-run, where an edited number is an alteration", async () => {
    writeFileSync(page, html("42\n"));
    expect((await callCommand(define, ["a.html", "--no-run"], { cwd: folder })).printed).toEqual([
      "intact: the page is as it was exported; nothing was run",
    ]);
    writeFileSync(page, html("42\n").replace(/<pre([^>]*)>42/, "<pre$1>43"));
    expect((await callCommand(define, ["a.html", "--no-run"], { cwd: folder })).printed[0]).toMatch(/^altered/);
    expect(process.exitCode).toBe(3);
    rmSync(folder, { recursive: true });
  });

  it("refuses a tolerance that is not a number", async () => {
    await expect(callCommand(define, ["a.html", "--tolerance", "much"])).rejects.toThrow(
      'verify: --tolerance: expected a number from 0, got "much"',
    );
  });

  it("reads records that hold HTML", () => {
    const { record } = readRecord(html("42\n"), "a.html");
    const hostile = withRecord("<html><body></body></html>", { ...record, notebook: "</script><b>" });
    expect(readRecord(hostile, "b.html")).toMatchObject({ isIntact: true, record: { notebook: "</script><b>" } });
    expect(hostile).not.toContain("<b>");
  });
});
