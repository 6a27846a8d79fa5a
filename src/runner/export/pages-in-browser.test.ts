import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plotlySource } from "../../display/plotly-source.js";
import { datasetDrift } from "../../drift/dataset-drift.js";
import { driftOverTime } from "../../drift/drift-over-time.js";
import { renderDriftReport } from "../../drift/render-drift-report.js";
import { exportHtml } from "../../notebook/html/export-html.js";
import { barFigure } from "../../report/figures/bar-figure.js";
import { heatmapFigure } from "../../report/figures/heatmap-figure.js";
import { histogramFigure } from "../../report/figures/histogram-figure.js";
import { importanceFigure } from "../../report/figures/importance-figure.js";
import { lineFigure } from "../../report/figures/line-figure.js";
import { scatterFigure } from "../../report/figures/scatter-figure.js";
import type { PagePart } from "../../report/page/page.js";
import { renderPage } from "../../report/page/render-page.js";
import { type Column, columnsFromEntries } from "../../table/columns.js";
import { findChromium } from "../../testing/find-chromium.js";
import { type PageBrowser, pageBrowser, seriousFaults } from "../../testing/page-browser.js";

const executablePath = findChromium();
const title = "a page in a real browser";
if (executablePath === undefined) {
  it.skip(`${title}: skipped, no Chromium on PATH; name one in CUADERNO_TEST_CHROMIUM`);
}

describe.runIf(executablePath !== undefined)(title, () => {
  let browser: PageBrowser;
  let source = "";
  let report = "";
  const open: PageBrowser["open"] = (html, options) => browser.open(html, options);

  beforeAll(async () => {
    browser = await pageBrowser(executablePath ?? "");
    source = await plotlySource();
    report = renderPage({ ...everything, plotlySource: await plotlySource(figures) });
  });
  afterAll(() => browser?.close());

  it("draws every figure, without requests and without errors", async () => {
    const { tab, problems } = await open(report);
    expect(await tab.locator(".plot[data-drawn=yes] svg.main-svg").count()).toBeGreaterThanOrEqual(6);
    expect(await tab.locator(".plot:not([data-drawn=yes])").count()).toBe(0);
    expect(await tab.locator(".trace.bars, .trace.scatter, .hm").count()).toBeGreaterThanOrEqual(6);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("switches the theme by keyboard, figures included, and remembers it", async () => {
    const { tab, problems } = await open(report, { colorScheme: "light" });
    const colors = (): Promise<unknown> =>
      tab.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.xtitle')).fill]",
      );
    const button = tab.getByRole("button", { name: "Dark theme" });
    expect(await button.getAttribute("aria-pressed")).toBe("false");
    const light = (await colors()) as string[];
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    await expect.poll(colors).not.toEqual(light);
    const dark = (await colors()) as string[];
    expect(dark[0]).not.toBe(light[0]);
    expect(dark[1]).not.toBe(light[1]);
    await tab.reload();
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("begins with a link that skips to the content", async () => {
    const { tab } = await open(report);
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    expect(await tab.evaluate("document.activeElement.id")).toBe("content");
    await tab.context().close();
  });

  it("fits a phone without scrolling sideways", async () => {
    const { tab, problems } = await open(report, { viewport: { width: 360, height: 740 } });
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("shows the values of figures where JavaScript is off", async () => {
    const { tab } = await open(report, { javaScriptEnabled: false });
    expect(await tab.locator("noscript p").first().isVisible()).toBe(true);
    expect(await tab.locator("noscript p").first().textContent()).toContain("needs JavaScript to be drawn");
    expect(await tab.getByRole("table").count()).toBeGreaterThanOrEqual(7);
    await tab.context().close();
  });

  it.each(["light", "dark"] as const)("has text that can be read in the %s theme", async (colorScheme) => {
    const { tab } = await open(report, { colorScheme });
    expect(await tab.evaluate(lowContrast)).toEqual([]);
    expect(await seriousFaults(tab)).toEqual([]);
    await tab.context().close();
  });

  it("is in order for screen readers", async () => {
    const { tab } = await open(report);
    const levels = (await tab.evaluate(
      "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((e) => +e.tagName[1])",
    )) as number[];
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1).length).toBe(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    expect(await tab.locator("th:not([scope]), img:not([alt]), .plot:not([role=group][aria-label])").count()).toBe(0);
    const ids = (await tab.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")) as string[];
    expect(ids.filter((id, index) => id !== "" && ids.indexOf(id) !== index)).toEqual([]);
    expect(await tab.locator(".plot :is(a[href], button, [tabindex]):not([tabindex='-1'])").count()).toBe(0);
    await tab.context().close();
  });

  it.each(["light", "dark"] as const)("finds nothing serious against a drift report, %s", async (colorScheme) => {
    const rows = (shift: number): Column => ({
      kind: "number",
      values: Float64Array.from({ length: 400 }, (_, row) => ((row * 37) % 100) + shift),
    });
    const at: Column = { kind: "time", values: Float64Array.from({ length: 400 }, (_, row) => row * 86_400_000) };
    const reference = columnsFromEntries([["moved", rows(0)]]);
    const current = columnsFromEntries([
      ["at", at],
      ["moved", rows(60)],
    ]);
    const dataset = datasetDrift(reference, current);
    const html = renderDriftReport({ dataset, overTime: driftOverTime(reference, current, { time: "at" }) });
    const { tab, problems } = await open(html, { colorScheme });
    expect(await seriousFaults(tab)).toEqual([]);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("draws WebGL figures of other programs", async () => {
    const bundle = {
      "application/vnd.plotly.v1+json": { data: [{ type: "scattergl", x: [1, 2], y: [1, 2] }], layout: {} },
    };
    const html = exportHtml(
      {
        cells: [
          {
            cell_type: "code",
            id: "a",
            source: "x",
            metadata: {},
            execution_count: 1,
            outputs: [{ output_type: "display_data", data: bundle, metadata: {} }],
          },
        ],
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5,
      },
      { plotlySource: source },
    );
    const { tab, problems } = await open(html);
    expect(await tab.locator(".plot[data-drawn=yes] canvas").count()).toBeGreaterThan(0);
    expect(problems.filter((problem) => /Content Security|unsafe-eval|thrown/.test(problem))).toEqual([]);
    await tab.context().close();
  });
});

const axes = { title: "A finding", x: { label: "day" }, y: { label: "volume", unit: "vehicles/h" } };
const figure = (drawn: Extract<PagePart, { kind: "figure" }>["figure"]): PagePart => ({
  kind: "figure",
  figure: drawn,
  note: "a *note*",
});
const everything = {
  title: "Everything",
  subtitle: "A **question**",
  footer: "made by a test",
  sections: [
    {
      heading: "Figures",
      body: [
        figure(
          lineFigure(
            [
              { name: "one", x: [1, 2], y: [3, Number.NaN] },
              { name: "two", x: [1, 2], y: [3, 4] },
            ],
            { ...axes, guides: [{ axis: "y", at: 3, label: "limit" }] },
          ),
        ),
        figure(
          barFigure(
            { x: ["a very long name of a category", "</script>", "c", "d", "e", "f"], y: [1, 2, 3, 4, 5, 6] },
            axes,
          ),
        ),
        figure(histogramFigure({ values: [1, 2, 2, 3] }, axes)),
        figure(scatterFigure({ x: [1, 2], y: [2, 1] }, { ...axes, diagonal: true })),
        figure(heatmapFigure({ x: ["a", "b"], y: ["c"], values: [[1, 2]] }, { ...axes, color: { label: "drift" } })),
        figure(importanceFigure({ hour: 0.7, rain: 0.3 }, { title: "The hour decides" })),
      ],
    },
    {
      heading: "Words",
      body: [
        {
          kind: "table",
          table: {
            columns: ["name", { name: "error", unit: "vehicles/h" }],
            rows: [["a", 1.5]],
            caption: "Errors",
            totalRows: 9,
          },
        },
        { kind: "callout", tone: "note", markdown: "look" },
        { kind: "callout", tone: "warning", markdown: "careful, `code`" },
        { kind: "callout", tone: "good", markdown: "done" },
        {
          kind: "markdown",
          markdown:
            "### Deeper\n\n[a link](https://example.com) and ![picture](https://example.com/x.png)\n\n```ts\nconst x = 1; // why\n```",
        },
        { kind: "text", text: "plain" },
      ] satisfies PagePart[],
    },
  ],
};

/** Text whose contrast with its background is below WCAG AA; evaluated in the page. */
const lowContrast = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parts = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => { for (let e = element; e; e = e.parentElement) { const color = parts(getComputedStyle(e).backgroundColor); if (color[3] === 255) return color; } return [255, 255, 255, 255]; };
  const bad = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!own || element.closest("script,noscript,svg.main-svg .hm,.hm,.heatmap-label") || !element.checkVisibility()) continue;
    const svg = element instanceof SVGElement;
    if (svg && element.closest(".heatmaplayer")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parts(svg ? style.fill : style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(element.tagName + "." + (element.className.baseVal ?? element.className) + " " + ratio.toFixed(2) + " " + element.textContent.slice(0, 30));
  }
  return bad;
})()`;

const figures = everything.sections.flatMap(({ body }) =>
  body.flatMap((part) => (part.kind === "figure" ? [part.figure] : [])),
);
