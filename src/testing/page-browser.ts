import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BrowserContextOptions, chromium, type Page as Tab } from "playwright-core";

/** An open page, and all its faults: messages of the console, requests, dialogs, errors. */
export interface OpenedPage {
  readonly tab: Tab;
  readonly problems: string[];
}

/** A real browser for tests of pages. */
export interface PageBrowser {
  /** Opens HTML from a file without network, and waits for its figures. */
  open(html: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  close(): Promise<void>;
}

/** Starts the browser once for all pages of a test file. */
export async function pageBrowser(executablePath: string): Promise<PageBrowser> {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-pages-"));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  return {
    open: async (html, options = {}) => {
      const path = join(folder, "page.html");
      writeFileSync(path, html);
      const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: 900 }, ...options });
      const tab = await context.newPage();
      const problems: string[] = [];
      tab.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
      tab.on("pageerror", (error) => problems.push(`thrown: ${error.message}`));
      tab.on("request", (request) => {
        const url = request.url();
        if (url !== pathToFileURL(path).href && !/^(blob|data):/.test(url)) problems.push(`request: ${url}`);
      });
      tab.on("popup", (popup) => problems.push(`popup: ${popup.url()}`));
      tab.on("dialog", (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await tab.goto(pathToFileURL(path).href);
      if (html.includes('<script type="text/plain" id="plotly_source">') && options.javaScriptEnabled !== false) {
        await tab.waitForSelector("html[data-figures=drawn]", { state: "attached", timeout: 30_000 });
      }
      return { tab, problems };
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let axe: string | undefined;

/** What axe, a checker of accessibility, finds serious or critical on an open page: rule, element, and why. */
export async function seriousFaults(tab: Tab): Promise<readonly string[]> {
  axe ??= readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await tab.evaluate(axe);
  const { violations } = (await tab.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }[];
  };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary.split("\n")[1] ?? ""}`),
    );
}
