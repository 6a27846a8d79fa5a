import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plotlySource } from "../../display/plotly-source.js";
import type { Output } from "../../notebook/format/notebook.js";
import { exportHtml } from "../../notebook/html/export-html.js";
import { notebookFigures } from "../../notebook/html/html-figure.js";
import { findChromium } from "../../testing/find-chromium.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { type PageBrowser, pageBrowser } from "../../testing/page-browser.js";

const executablePath = findChromium();
const title = "a page on paper";
if (executablePath === undefined) {
  it.skip(`${title}: skipped, no Chromium on PATH; name one in CUADERNO_TEST_CHROMIUM`);
}

/** A4 within margins of 0.6 inches, as `cuaderno export --pdf` prints it. */
const paper = { width: 679, height: 1_006 };
const numbers = Array.from({ length: 26 }, (_, index) => index);
const shown = (data: { readonly [mime: string]: unknown }): Output =>
  ({ output_type: "display_data", data, metadata: {} }) as Output;
const figure = (layout: object): Output =>
  shown({
    "application/vnd.plotly.v1+json": {
      data: [{ type: "bar", x: ["a"], y: [1] }],
      layout: { title: { text: "T" }, ...layout },
    },
  });

describe.runIf(executablePath !== undefined)(title, () => {
  let browser: PageBrowser;
  beforeAll(async () => {
    browser = await pageBrowser(executablePath ?? "");
  });
  afterAll(() => browser?.close());

  it("cuts nothing off: figures, wide tables and long lines fit; on screen all is as before", async () => {
    const table = `<table><tr>${numbers.map((number) => `<td>column_${number}</td>`).join("")}</tr></table>`;
    const given = makeNotebook(["'wide figure'", "'tall figure'", "'table'", "'text'", "throw 1"]);
    const outputs = [
      figure({ width: 1_400 }),
      figure({ height: 1_600 }),
      shown({ "text/html": table }),
      { output_type: "stream", name: "stdout", text: `${"0123456789".repeat(40)}\n${"line\n".repeat(100)}` } as const,
    ];
    const cells = given.cells.map((cell, index) =>
      cell.cell_type === "code" ? { ...cell, execution_count: 1, outputs: outputs.slice(index, index + 1) } : cell,
    );
    const notebook = { ...given, cells };
    const html = exportHtml(notebook, { plotlySource: await plotlySource(notebookFigures(notebook)) });
    const { tab, problems } = await browser.open(html);
    const screen = await tab.evaluate(sizes);
    await tab.setViewportSize({ width: paper.width, height: paper.height });
    await tab.emulateMedia({ media: "print" });
    await tab.evaluate("dispatchEvent(new Event('beforeprint'))");
    await tab.waitForTimeout(300);
    const printed = (await tab.evaluate(sizes)) as Sizes;
    expect(printed.plots).toHaveLength(2);
    for (const { width, height } of printed.plots) {
      expect(width).toBeLessThanOrEqual(paper.width);
      expect(height).toBeLessThanOrEqual(paper.height - 60);
    }
    expect(printed.table).toBeGreaterThan(500);
    expect(printed.table).toBeLessThanOrEqual(paper.width);
    expect(printed.text).toBeLessThanOrEqual(paper.width);
    expect(printed.page).toBeLessThanOrEqual(paper.width);
    // Folded code leaves no empty label behind, a long output is there whole and says nothing of a fold.
    expect([printed.labels, printed.lines]).toEqual([0, 101]);
    await tab.setViewportSize({ width: 1200, height: 900 });
    await tab.emulateMedia({ media: "screen" });
    await tab.evaluate("dispatchEvent(new Event('afterprint'))");
    await tab.waitForTimeout(300);
    expect({ ...((await tab.evaluate(sizes)) as Sizes), lines: 0, labels: 0 }).toEqual({
      ...(screen as Sizes),
      lines: 0,
      labels: 0,
    });
    expect(problems).toEqual([]);
    await tab.context().close();
  });
});

interface Sizes {
  readonly plots: readonly { readonly width: number; readonly height: number }[];
  readonly table: number;
  readonly text: number;
  readonly page: number;
  readonly labels: number;
  readonly lines: number;
}

const sizes = `(() => {
  const width = (element) => Math.ceil(element.getBoundingClientRect().width);
  const blocks = [...document.querySelectorAll("pre.text")].filter((text) => text.checkVisibility());
  return {
    plots: [...document.querySelectorAll(".plot svg.main-svg:first-child")].map((plot) => ({ width: width(plot), height: Math.ceil(plot.getBoundingClientRect().height) })),
    table: width(document.querySelector(".scroll table")),
    text: Math.max(...blocks.map((text) => text.scrollWidth)),
    page: document.documentElement.scrollWidth,
    labels: [...document.querySelectorAll("summary")].filter((label) => label.checkVisibility()).length,
    lines: blocks.map((text) => text.textContent).join("\\n").split("\\n").length,
  };
})()`;
