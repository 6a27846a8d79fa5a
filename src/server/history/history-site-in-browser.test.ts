import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { findChromium } from "../../testing/find-chromium.js";
import { seriousFaults } from "../../testing/page-browser.js";
import { priceAt } from "../../testing/price-series.js";
import { seriesLog, seriesServer } from "../../testing/series-server.js";
import type { ListeningServer } from "../listen.js";

const executablePath = findChromium();
let browser: Browser | undefined;
const servers: ListeningServer[] = [];

afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map((server) => server.stop()));
});

async function open(
  path: string,
  options: BrowserContextOptions = {},
): Promise<{ tab: Page; url: string; faults: string[] }> {
  browser ??= await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  const server = await seriesServer(seriesLog());
  servers.push(server);
  const tab = await (await browser.newContext(options)).newPage();
  const faults: string[] = [];
  tab.on("pageerror", (error) => faults.push(error.message));
  tab.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  tab.on("dialog", (dialog) => void dialog.accept());
  await tab.goto(`${server.url}${path}`);
  return { tab, url: server.url, faults };
}

async function cells(tab: Page, row: number): Promise<string[]> {
  const found = tab.locator("table.data").first().locator("tbody tr").nth(row).locator("th, td");
  return Promise.all((await found.all()).map((cell) => cell.innerText()));
}

describe.skipIf(executablePath === undefined)("the site of a series in a browser", () => {
  it("predicts, takes files, shows errors and logs, and undoes uploads", { timeout: 60_000 }, async () => {
    const { tab, url, faults } = await open("/");
    await tab.locator("#from").fill("2019-12");
    await tab.locator("#to").fill("2020-02");
    await tab.getByRole("button", { name: "Predict" }).click();
    expect(await tab.locator("table.data tbody tr").count()).toBe(3);
    expect((await cells(tab, 0)).slice(0, 3)).toEqual([
      "2019-12",
      expect.stringMatching(/^\d+\.\d\d$/),
      priceAt(59).toFixed(2),
    ]);
    expect((await cells(tab, 2)).slice(1, 5)).toEqual(["", "", "", "2020-01 (price)"]);
    await tab.getByRole("link", { name: "Data" }).click();
    const lines = ["date,price", "2020-01-01,262.5", "2020-02-01,9999", "2019-12-01,1"];
    await tab
      .getByLabel("price")
      .setInputFiles({ name: "new.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
    await tab.locator(".report .summary").waitFor();
    expect(await tab.locator(".report .summary").innerText()).toBe(
      "new.csv: 1 rows inserted, 0 known already, 1 refused, 1 unusual values",
    );
    await tab.getByRole("button", { name: "Insert the unusual rows, too" }).click();
    await tab.getByText("new.csv: 1 rows inserted, 1 known already").waitFor();
    await tab.reload();
    expect(await cells(tab, 0)).toEqual(["price", "2015-01", "2020-02", "62", "3", "none"]);
    await tab.goto(`${url}/?from=2020-02&to=2020-03`);
    expect((await cells(tab, 0)).slice(1, 3)).toEqual([expect.stringMatching(/^\d+\.\d$/), "9,999"]);
    await tab.getByRole("link", { name: "Errors" }).click();
    expect(await tab.locator("h1").innerText()).toMatch(/^Errors are largest in 2020: RMSE [\d,.]+$/);
    await tab.getByRole("link", { name: "Logs" }).click();
    expect(await tab.locator("table.data tbody tr").count()).toBeGreaterThanOrEqual(4);
    await tab.getByRole("link", { name: "Data" }).click();
    await tab.getByRole("button", { name: "Undo all uploads" }).click();
    await tab.getByText("price: 2 rows removed").waitFor();
    await tab.reload();
    expect(await cells(tab, 0)).toEqual(["price", "2015-01", "2019-12", "60", "4", "none"]);
    expect(faults).toEqual([]);
  });

  it("predicts a range without JavaScript", { timeout: 60_000 }, async () => {
    const { tab } = await open("/", { javaScriptEnabled: false });
    await tab.locator("#from").fill("2019-12");
    await tab.locator("#to").fill("2020-01");
    await tab.getByRole("button", { name: "Predict" }).click();
    expect((await cells(tab, 1))[0]).toBe("2020-01");
  });

  it.each([
    ["light", { colorScheme: "light" }],
    ["dark, on a phone", { colorScheme: "dark", viewport: { width: 360, height: 740 } }],
  ] as const)(
    "has no serious fault of accessibility and no overflow in %s",
    { timeout: 60_000 },
    async (_, options) => {
      const { tab, url } = await open("/", options);
      for (const path of ["/?from=2019-06&to=2020-04", "/?from=x", "/data", "/errors", "/logs"]) {
        await tab.goto(`${url}${path}`);
        expect(await seriousFaults(tab), path).toEqual([]);
        expect(await tab.evaluate("document.documentElement.scrollWidth - innerWidth"), path).toBeLessThanOrEqual(0);
      }
    },
  );
});
