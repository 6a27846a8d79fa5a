import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../testing/find-chromium.js";
import { type PageBrowser, pageBrowser, seriousFaults } from "../../testing/page-browser.js";
import type { PagePart } from "./page.js";
import { renderPage } from "./render-page.js";

const executablePath = findChromium();
const shots = process.env.CUADERNO_TEST_SCREENSHOTS;
const title = "the tools of a page in a real browser";
if (executablePath === undefined) {
  it.skip(`${title}: skipped, no Chromium on PATH; name one in CUADERNO_TEST_CHROMIUM`);
}

const text = { kind: "text", text: "word ".repeat(300) } as const;
const table: PagePart = {
  kind: "table",
  table: {
    caption: "Volumes",
    columns: [
      "when",
      { name: "volume", unit: "vehicles/h" },
      "note",
      ...Array.from({ length: 12 }, (_, i) => `column ${i}`),
    ],
    rows: [
      ["2018-01-01 07:00:00", 12_345.678, '=say "hi", then go', ...Array.from({ length: 12 }, (_, i) => 1000 * i)],
    ],
  },
};
const code = `<details class="code"><summary>Code</summary><pre><code>const a = 1;</code></pre></details>`;
const html = renderPage({
  title: "Traffic",
  subtitle: "Hourly volumes.",
  links: {
    index: { title: "Reports", href: "index.html" },
    previous: { title: "Explore", href: "01.html" },
    next: { title: "Search", href: "03.html" },
  },
  sections: [
    { heading: "First", body: [table, { kind: "html", html: code }, text] },
    { heading: "Second part", body: [text, { kind: "html", html: code }, text] },
    { heading: "Third", body: [text] },
  ],
});

describe.runIf(executablePath !== undefined)(title, () => {
  let browser: PageBrowser;
  beforeAll(async () => {
    browser = await pageBrowser(executablePath ?? "");
  });
  afterAll(() => browser?.close());

  it("links to the index and the neighbours, and every heading to itself", async () => {
    const { tab, problems } = await browser.open(html);
    expect(await tab.locator("nav.up a").getAttribute("href")).toBe("index.html");
    expect(await tab.locator("nav.neighbours a").allTextContents()).toEqual(["PreviousExplore", "NextSearch"]);
    const anchors = tab.locator("h2 > a.anchor");
    expect(await anchors.count()).toBe(3);
    await tab.locator("#second-part").hover();
    await anchors.nth(1).click();
    expect(tab.url()).toMatch(/#second-part$/);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("marks the section that is being read", async () => {
    const { tab } = await browser.open(html);
    const current = () => tab.locator(".contents a[aria-current]").allTextContents();
    await expect.poll(current).toEqual(["First"]);
    await tab
      .locator("#second-part")
      .evaluate((heading) => (heading as unknown as { scrollIntoView(): void }).scrollIntoView());
    await expect.poll(current).toEqual(["Second part"]);
    await tab.keyboard.press("End");
    await expect.poll(current).toEqual(["Third"]);
    await tab.context().close();
  });

  it("shows and hides all code", async () => {
    const { tab } = await browser.open(html);
    const button = tab.getByRole("button", { name: "Show all code" });
    await button.click();
    expect(await tab.locator("details.code[open]").count()).toBe(2);
    await tab.getByRole("button", { name: "Hide all code" }).click();
    expect(await tab.locator("details.code[open]").count()).toBe(0);
    await tab.context().close();
  });

  it("saves a table as CSV with numbers as they are and no formulas", async () => {
    const { tab, problems } = await browser.open(html);
    const [download] = await Promise.all([
      tab.waitForEvent("download"),
      tab.getByRole("button", { name: "Save the table Volumes as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("table-1.csv");
    const lines = readFileSync(await download.path(), "utf8").split("\r\n");
    expect(lines[0]).toMatch(/^\ufeffwhen,volume \(vehicles\/h\),note,column 0/);
    expect(lines[1]).toMatch(/^2018-01-01 07:00:00,12345\.678,"'=say ""hi"", then go",0,1000,2000/);
    expect(problems).toEqual([]);
    await tab.context().close();
  });

  it("shows that a wide table scrolls, does not break timestamps, and is accessible, on a phone too", async () => {
    for (const [name, options] of [
      ["wide-light", { colorScheme: "light", viewport: { width: 1300, height: 900 } }],
      ["wide-dark", { colorScheme: "dark", viewport: { width: 1300, height: 900 } }],
      ["phone-dark", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
    ] as const) {
      const { tab } = await browser.open(html, options);
      expect(await tab.locator(".scroll.wide").count()).toBe(1);
      const cell = await tab.locator("td").first().boundingBox();
      expect(cell?.height).toBeLessThan(45);
      expect(await tab.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(await seriousFaults(tab)).toEqual([]);
      if (shots !== undefined) await tab.screenshot({ path: `${shots}/page-${name}.png` });
      await tab.context().close();
    }
  });
});
