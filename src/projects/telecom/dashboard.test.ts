import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../testing/find-chromium.js";
import { type PageBrowser, pageBrowser, seriousFaults } from "../../testing/page-browser.js";
import { checkMarket } from "./check-market.js";
import { telecomDashboard } from "./dashboard.js";
import { forecastShares } from "./forecast.js";
import { type IftTableName, iftFileNames } from "./ift-schemas.js";
import type { TelecomTables } from "./load.js";
import { marketOf } from "./market.js";
import { parseIft } from "./parse-ift.js";
import { telecomSample } from "./sample.js";

const files = telecomSample();
const frames = Object.fromEntries(
  (Object.keys(iftFileNames) as IftTableName[]).map((name) => [
    name,
    parseIft(files.get(`${iftFileNames[name]}.csv`) ?? new Uint8Array(), name),
  ]),
) as TelecomTables["frames"];
const whole = marketOf({ frames });
const hostile = '<img src=x onerror="fail()"> & "quoted" </script>';
const operators = whole.operators.map((one, at) => (at === 1 ? { ...one, name: hostile } : one));
const market = { ...whole, operators };
const html = telecomDashboard({
  market,
  checks: checkMarket(market),
  forecast: forecastShares(market, { testFrom: Date.UTC(2022, 5, 1) }),
  origin: { data: "sample", from: "sample", label: "sample, synthetic", address: "here", files: [] },
});

describe("telecomDashboard", () => {
  it("is one file below 100 kB that names nothing outside itself, and says that its data are made up", () => {
    expect(html.length).toBeLessThan(100_000);
    expect(html).not.toMatch(/(src|href)="(?!data:,|#)/);
    expect(html).toContain("Made-up data.");
    expect(html.match(/onerror="fail/g)).toBeNull();
  });
});

const executablePath = findChromium();
describe.runIf(executablePath !== undefined)("telecomDashboard in a browser (no Chromium on PATH when skipped)", () => {
  let browser: PageBrowser;
  beforeAll(async () => {
    browser = await pageBrowser(executablePath ?? "");
  });
  afterAll(() => browser?.close());
  const pathsIn = "document.querySelectorAll('#chart-share path.line:not(.ahead)').length";
  const ticksIn = "[...document.querySelectorAll('#chart-share .tick')].map((one) => one.textContent).join(' ')";

  it("draws four figures without asking the network, and shows strange names as text", async () => {
    const { tab, problems } = await browser.open(html);
    expect(await tab.locator(".chart svg").count()).toBe(4);
    expect(await tab.evaluate(pathsIn)).toBe(5);
    expect(await tab.locator("#rows").textContent()).toContain(hostile);
    expect(await tab.locator("#tiles").textContent()).toContain("AMÉRICA MÓVIL");
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("follows the choice of operators and of the period, by keyboard alone", async () => {
    const { tab, problems } = await browser.open(html);
    await tab.locator("input[name=operator]").first().focus();
    await tab.keyboard.press("Space");
    expect(await tab.evaluate(pathsIn)).toBe(4);
    const before = await tab.evaluate(ticksIn);
    await tab.getByRole("button", { name: "2 years" }).focus();
    await tab.keyboard.press("Enter");
    expect(await tab.evaluate(ticksIn)).not.toBe(before);
    expect(await tab.locator("#status").textContent()).toBe("4 operators, December 2022 to December 2024");
    await tab.getByRole("button", { name: "None" }).press("Enter");
    expect(await tab.locator("#chart-share").textContent()).toContain("Choose an operator");
    await tab.getByRole("button", { name: "All", exact: true }).press("Enter");
    expect(await tab.evaluate(pathsIn)).toBeGreaterThan(5);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("keeps the period in order, and tells the month it ends with", async () => {
    const { tab } = await browser.open(html);
    await tab.locator("#to").selectOption({ label: "June 2014" });
    expect(await tab.locator("#tiles-of").textContent()).toBe("The market in June 2014");
    expect(await tab.locator("#tell-traffic").textContent()).toContain("published from January 2015");
    await tab.locator("#from").selectOption({ label: "June 2020" });
    expect(await tab.locator("#period").textContent()).toBe("June 2020 to June 2020");
    await tab.context().close();
  });

  it("reads out a month in a figure by arrow keys, with the published number", async () => {
    const { tab } = await browser.open(html);
    await tab.locator("#chart-share").focus();
    await tab.keyboard.press("ArrowLeft");
    await tab.keyboard.press("Home");
    const at = market.operators[0]?.share[0] ?? 0;
    expect(await tab.locator("#status").textContent()).toContain(`June 2010: AMÉRICA MÓVIL ${at.toFixed(2)} %`);
    expect(await tab.locator("#chart-share .tip").isVisible()).toBe(true);
    await tab.keyboard.press("Escape");
    expect(await tab.locator("#chart-share .tip").isVisible()).toBe(false);
    await tab.context().close();
  });

  it.each(["light", "dark"] as const)(
    "has no serious fault of accessibility, wide and narrow, in %s",
    async (colorScheme) => {
      for (const width of [1280, 360]) {
        const { tab } = await browser.open(html, { colorScheme, viewport: { width, height: 900 } });
        expect(await seriousFaults(tab)).toEqual([]);
        expect(await tab.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
        await tab.context().close();
      }
    },
  );
});
