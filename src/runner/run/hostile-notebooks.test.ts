import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plotlySource } from "../../display/plotly-source.js";
import { parseNotebook } from "../../notebook/format/notebook.js";
import { exportHtml } from "../../notebook/html/export-html.js";
import { notebookFigures } from "../../notebook/html/html-figure.js";
import { findChromium } from "../../testing/find-chromium.js";
import { type OpenedPage, type PageBrowser, pageBrowser, seriousFaults } from "../../testing/page-browser.js";
import { rootFolder } from "../../testing/source-files.js";

const executablePath = findChromium();
const folder = join(rootFolder, "src", "testing", "hostile");
const title = "a hostile notebook in a real browser";
if (executablePath === undefined) {
  it.skip(`${title}: skipped, no Chromium on PATH; name one in CUADERNO_TEST_CHROMIUM`);
}

describe.runIf(executablePath !== undefined)(title, () => {
  let browser: PageBrowser;
  beforeAll(async () => {
    browser = await pageBrowser(executablePath ?? "");
  });
  afterAll(() => browser?.close());

  async function open(file: string): Promise<OpenedPage> {
    const notebook = parseNotebook(readFileSync(join(folder, file), "utf8"), file);
    const html = exportHtml(notebook, {
      code: "show",
      path: "<img src=x onerror=window.hacked=1>.ipynb",
      plotlySource: await plotlySource(notebookFigures(notebook)),
      attached: { name: '"><img src=x onerror=window.hacked=1>.ipynb', text: "{}" },
    });
    return browser.open(html, { colorScheme: "light" });
  }

  it.each(readdirSync(folder))(
    "%s runs no script, sends no request, breaks nothing and is readable, light and dark",
    async (file) => {
      const { tab, problems } = await open(file);
      await tab.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
      await tab.evaluate(tryEverything);
      await tab.evaluate("dispatchEvent(new Event('beforeprint')), dispatchEvent(new Event('afterprint'))");
      await tab.waitForTimeout(50);
      const light = await seriousFaults(tab);
      await tab.getByRole("button", { name: "Dark theme" }).click();
      expect([...light, ...(await seriousFaults(tab))]).toEqual([]);
      expect(await tab.evaluate("window.hacked")).toBeUndefined();
      expect(await tab.evaluate("({}).hacked")).toBeUndefined();
      expect(problems).toEqual([]);
      expect(
        await tab
          .locator("main :is(iframe, object, embed, form, link, base, meta, style, script:not([data-figure]))")
          .count(),
      ).toBe(0);
      expect(await tab.locator("main > footer a[download]").count()).toBe(1);
      expect(await tab.locator('.plot:not([data-drawn=yes]):not(:has-text("could not be drawn"))').count()).toBe(0);
      await tab.context().close();
    },
  );
});

/** Clicks, hovers, focuses and types at whatever a reader could touch. */
const tryEverything = `(() => {
  for (const element of document.querySelectorAll(".trap, .plot a, .plot .annotation-text, main a, main math, main p, main img")) {
    if (element.hasAttribute("download") || /^https?:/.test(element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? "")) continue;
    for (const type of ["pointerenter", "mouseover", "mousedown", "click", "focus", "keydown", "toggle", "copy", "scroll", "error", "load", "animationstart"]) {
      element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }
  }
})()`;
