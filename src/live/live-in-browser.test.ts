import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mimeBundles } from "../display/mime-bundle.js";
import type { Notebook } from "../notebook/format/notebook.js";
import { exportHtml } from "../notebook/html/export-html.js";
import { findChromium } from "../testing/find-chromium.js";
import { hostileLabel, hostileName, liveModel, liveRows } from "../testing/live-rows.js";
import { type PageBrowser, pageBrowser, seriousFaults } from "../testing/page-browser.js";
import { type LivePage, live } from "./live.js";
import { liveEngine } from "./live-engine.js";
import { liveProgram } from "./live-program.js";
import type { LiveView } from "./live-spec.js";
import { initialState, type LiveState } from "./live-state.js";
import { fromPayload } from "./pack/live-payload.js";
import { viewHtml } from "./render/view-html.js";

const executablePath = findChromium();
const title = "a live page in a real browser";
if (executablePath === undefined) {
  it.skip(`${title}: skipped, no Chromium on PATH; name one in CUADERNO_TEST_CHROMIUM`);
}

const views: readonly LiveView[] = [
  {
    kind: "numbers",
    numbers: [{ aggregate: "count" }, { column: "volume" }, { column: hostileName, label: hostileLabel }],
  },
  { kind: "line", title: "By day", x: { column: "time", every: "day" }, y: "volume", group: "weather" },
  { kind: "bar", title: hostileLabel, x: "weather", y: { aggregate: "median", column: "volume" } },
  { kind: "scatter", title: "Prediction", x: "temperature", y: "prediction", group: "weather" },
  { kind: "histogram", title: "Temperatures", x: { column: "temperature", unit: "K" }, bins: 12 },
  { kind: "map", title: "Counters", latitude: "latitude", longitude: "longitude", by: "weather", color: "prediction" },
  {
    kind: "table",
    title: "By weekday",
    by: [{ column: "time", every: "weekday" }],
    columns: [{ aggregate: "count" }, { aggregate: "rmse", column: "busy", over: "prediction" }],
  },
  {
    kind: "metrics",
    title: "Scores",
    actual: "busy",
    metrics: ["rocAuc", "logLoss", "accuracy", "f1Score", "confusion"],
  },
  { kind: "what-if", title: "What if" },
];
const filters = ["weather", "time", "temperature", hostileName];

function makePage(rowCount: number): LivePage {
  const rows = liveRows(rowCount);
  return live({ title: "Traffic", data: rows, model: liveModel(rows, "busy", 30), filters, views });
}

function toHtml(page: LivePage): string {
  const [data = {}] = mimeBundles(page);
  const outputs = [{ output_type: "display_data", data, metadata: {} }] as const;
  const cell = { cell_type: "code", source: "show(page)", metadata: {}, execution_count: 1, outputs } as const;
  const notebook: Notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return exportHtml(notebook, { program: liveProgram() });
}

/** Every number of a page's state in Node, as HTML holds it: the shortest decimals that give the same bits. */
function numbersInNode(page: LivePage, change: (state: LiveState) => LiveState): readonly string[] {
  const content = fromPayload(page.payload);
  const engine = liveEngine(content);
  const { views: results } = engine.compute(change(initialState(content.spec, engine.columns)));
  const html = results.map((result) => (result === undefined ? "" : viewHtml(result, 600))).join("");
  return [...html.matchAll(/data-value="([^"]*)"/g)].map(([, value = ""]) => value);
}

const numbersInPage = (tab: Page | Frame): Promise<readonly string[]> =>
  tab.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".live-result [data-value]")].map((own) => own.dataset.value ?? ""),
  );

const computed = (tab: Page, times: number): Promise<unknown> =>
  tab.waitForFunction(
    (least) =>
      Number(document.querySelector<HTMLElement>(".live")?.dataset.computed ?? 0) >= least &&
      document.querySelector(".live[aria-busy]") === null,
    times,
  );

describe.runIf(executablePath !== undefined)(title, { timeout: 60_000 }, () => {
  let browser: PageBrowser;
  const small = makePage(400);
  const large = makePage(10_500);
  beforeAll(async () => {
    browser = await pageBrowser(executablePath ?? "");
  });
  afterAll(() => browser?.close());

  it("computes the numbers of Node to the bit, offline, in a worker for many rows", async () => {
    for (const page of [small, large]) {
      const { tab, problems } = await browser.open(toHtml(page));
      await computed(tab, 1);
      expect(tab.workers()).toHaveLength(page === large ? 1 : 0);
      const first = await numbersInPage(tab);
      expect(first.length).toBeGreaterThan(60);
      expect(first).toEqual(numbersInNode(page, (state) => state));
      await tab.locator(".live-choice summary").click();
      await tab.getByLabel("Clear").uncheck();
      await tab.getByLabel("lowest temperature").fill("280");
      await tab.getByLabel("first time").fill("2012-10-05");
      await tab.getByLabel("threshold of the probability").fill("0.31");
      await tab.locator(".live-form").getByLabel("weather").selectOption("Snow");
      await computed(tab, 2);
      const changed = await numbersInPage(tab);
      const inputs = await tab.evaluate(() =>
        Object.fromEntries(
          [...document.querySelectorAll<HTMLInputElement>(".live-form [name]")].map((own) => [own.name, own.value]),
        ),
      );
      expect(changed).toEqual(
        numbersInNode(page, (state) => ({
          filters: [
            { kind: "labels", labels: ["Rain", "Snow", hostileLabel] },
            { kind: "range", low: Date.UTC(2012, 9, 5), high: null },
            { kind: "range", low: 280, high: null },
            null,
          ],
          thresholds: state.thresholds.map((value) => (value === null ? null : 0.31)),
          inputs: state.inputs.map((value) => value && inputs),
        })),
      );
      expect(changed).not.toEqual(first);
      expect(await tab.locator(".live-status").innerText()).toContain(
        ` (weather: Rain, Snow, ${hostileLabel}; time: from 2012-10-05; temperature: from 280), computed in `,
      );
      expect(problems).toEqual([]);
      await tab.context().close();
    }
  });

  it("shows hostile names and labels as text", async () => {
    const { tab, problems } = await browser.open(toHtml(small));
    await computed(tab, 1);
    expect(await tab.locator(".live img, .live b").count()).toBe(0);
    expect(await tab.locator(".live h4").nth(1).innerText()).toBe(hostileLabel);
    expect(await tab.locator(".live script:not(.live-payload)").count()).toBe(0);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("works by keyboard, and its address holds what was chosen", async () => {
    const { tab } = await browser.open(toHtml(small));
    await computed(tab, 1);
    await tab.locator(".live-choice summary").focus();
    for (const key of ["Enter", "Tab", "Tab", "Enter", "Tab", "Space", "Escape"]) await tab.keyboard.press(key);
    expect(await tab.evaluate(() => document.activeElement?.tagName)).toBe("SUMMARY");
    expect(await tab.locator(".live-choice .chosen").innerText()).toBe("Clear");
    await tab.getByLabel("threshold of the probability").fill("0.2");
    await computed(tab, 2);
    const numbers = await numbersInPage(tab);
    expect(new URL(tab.url()).hash).toContain("live_1.threshold-8=0.2");
    await tab.reload();
    await computed(tab, 1);
    expect(await numbersInPage(tab)).toEqual(numbers);
    await tab.getByRole("button", { name: "Reset" }).click();
    await computed(tab, 2);
    expect(await tab.locator(".live-status").innerText()).toContain("400 rows");
    await tab.context().close();
  });

  it("has no serious fault of accessibility, light and dark, and fits a phone", async () => {
    for (const options of [
      { colorScheme: "light" },
      { colorScheme: "dark", viewport: { width: 360, height: 740 } },
    ] as const) {
      const { tab } = await browser.open(toHtml(small), options);
      await computed(tab, 1);
      await tab.locator(".live-choice summary").click();
      await tab.locator("details.values summary").first().click();
      expect(await seriousFaults(tab)).toEqual([]);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await tab.context().close();
    }
  });

  it("shows its first numbers without JavaScript, and names invalid inputs", async () => {
    const { tab } = await browser.open(toHtml(small), { javaScriptEnabled: false });
    expect(await tab.locator(".live-numbers .value").first().innerText()).toBe("400");
    expect(await tab.locator(".live-controls").isVisible()).toBe(false);
    await tab.context().close();
    const { tab: live } = await browser.open(toHtml(small));
    await computed(live, 1);
    await live
      .locator(".live-form")
      .getByLabel("weather")
      .evaluate((select: HTMLSelectElement) => {
        select.add(new Option("Tornado"));
        select.value = "Tornado";
        select.dispatchEvent(new Event("input", { bubbles: true }));
      });
    await computed(live, 2);
    expect(await live.locator(".live-what-if .live-result").innerText()).toContain("Tornado");
    await live.context().close();
  });

  it("computes in the frame of a notebook, which reaches nothing outside", async () => {
    const html = `<!doctype html><title>notebook</title><main>${mimeBundles(large)[0]?.["text/html"]}</main>`;
    const { tab, problems } = await browser.open(html);
    const frame = tab.frameLocator("iframe");
    await frame.locator(".live[data-computed]").waitFor();
    await frame.getByLabel("threshold of the probability").fill("0.31");
    await frame.locator(".live[data-computed='2']").waitFor();
    const own = tab.frames()[1];
    expect(
      await own?.evaluate(() => [origin, document.querySelector(".live-status")?.textContent?.split(",")[1]]),
    ).toEqual(["null", "500 rows"]);
    expect(own === undefined ? [] : await numbersInPage(own)).toEqual(
      numbersInNode(large, (state) => ({ ...state, thresholds: state.thresholds.map((value) => value && 0.31) })),
    );
    expect(problems).toEqual([]);
    await tab.context().close();
  });
});
