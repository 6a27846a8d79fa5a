import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { formatNumber } from "../../live/what-if/result-html.js";
import { predictRows } from "../../pipeline/predict-rows.js";
import { findChromium } from "../../testing/find-chromium.js";
import { seriousFaults } from "../../testing/page-browser.js";
import { trafficPipeline, usualRow } from "../../testing/traffic-pipeline.js";
import { listen } from "../listen.js";
import { makeService } from "../make-service.js";
import { modelSource } from "../served-model.js";

const executablePath = findChromium();
const model = trafficPipeline();
const closing: (() => Promise<void>)[] = [];
let browser: Browser | undefined;

afterAll(async () => {
  await browser?.close();
  await Promise.all(closing.map((close) => close()));
});

async function openForm(options: BrowserContextOptions = {}, query = ""): Promise<{ tab: Page; faults: string[] }> {
  browser ??= await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  const server = await listen(await makeService({ models: [modelSource("traffic", model)] }), { port: 0 });
  closing.push(() => server.stop());
  const tab = await (await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options })).newPage();
  const faults: string[] = [];
  tab.on("console", (message) => {
    // The browser itself writes a line about every response that is not 2xx.
    if (!message.text().startsWith("Failed to load resource")) faults.push(message.text());
  });
  tab.on("pageerror", (error) => faults.push(error.message));
  await tab.goto(`${server.url}/${query}`);
  return { tab, faults };
}

const expected = formatNumber(Number(predictRows(model, [usualRow])[0]?.prediction));
const query = `?${new URLSearchParams({ ...(usualRow as Record<string, string>), time: "2018-03-05T08:00" })}`;

describe.skipIf(executablePath === undefined)("the form in a browser", () => {
  it("predicts as typed, with contributions, and its address holds the inputs", { timeout: 60_000 }, async () => {
    const { tab, faults } = await openForm();
    await tab.getByLabel("temperature").fill("281.5");
    await tab.getByLabel("weather").selectOption("Rain");
    await tab.getByLabel("time").fill("2018-03-05T08:00:00");
    await tab.getByRole("button", { name: "Predict" }).press("Enter");
    await tab.locator("#result .value").waitFor();
    expect(await tab.locator("#result .value").innerText()).toContain(expected);
    expect(await tab.locator("#result tbody tr").count()).toBe(5);
    expect(new URL(tab.url()).searchParams.get("weather")).toBe("Rain");
    await tab.reload();
    expect(await tab.locator("#result .value").innerText()).toContain(expected);
    expect(faults).toEqual([]);
  });

  it("names invalid values next to their fields", { timeout: 60_000 }, async () => {
    const { tab } = await openForm();
    await tab.getByLabel("temperature").fill("500");
    await tab.getByRole("button", { name: "Predict" }).click();
    await tab.locator("#input-0-error").waitFor();
    expect(await tab.locator("#input-0-error").innerText()).toBe("temperature is 500 K, the schema allows 200 to 330");
    expect(await tab.locator("#input-0").getAttribute("aria-describedby")).toBe("input-0-help input-0-error");
    expect(await seriousFaults(tab)).toEqual([]);
  });

  it("predicts the rows of a file", { timeout: 60_000 }, async () => {
    const { tab, faults } = await openForm();
    const lines = [
      "time,temp,weather,holiday",
      "2018-03-05 08:00:00,281.5,Rain,no",
      "2018-03-05 09:00:00,cold,Rain,no",
    ];
    await tab.locator("#batch-file").setInputFiles({
      ...{ name: "new.csv", mimeType: "text/csv" },
      buffer: Buffer.from(lines.join("\n")),
    });
    await tab.locator("#batch-result table").waitFor();
    expect(await tab.locator("#batch-result .summary").innerText()).toBe("2 rows of new.csv, 1 of them not valid");
    expect(await tab.locator("#batch-result tbody tr").first().innerText()).toMatch(/^\d+\.\d+\ttrue/);
    expect(await tab.getByText("Save the predictions as CSV").getAttribute("download")).toBe("predictions-new.csv");
    expect(faults).toEqual([]);
  });

  it("predicts one row without JavaScript", { timeout: 60_000 }, async () => {
    const { tab } = await openForm({ javaScriptEnabled: false });
    await tab.getByLabel("temperature").fill("281.5");
    await tab.getByLabel("weather").selectOption("Rain");
    await tab.getByLabel("time").fill("2018-03-05T08:00:00");
    await tab.getByRole("button", { name: "Predict" }).click();
    expect(await tab.locator("#result .value").innerText()).toContain(expected);
    expect(await tab.locator("#batch").isHidden()).toBe(true);
  });

  it.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["a phone", { viewport: { width: 320, height: 740 }, colorScheme: "dark" }],
  ] as const)(
    "has no serious fault of accessibility and no overflow in %s",
    { timeout: 60_000 },
    async (_, options) => {
      for (const address of [query, "docs", "?temperature=x"]) {
        const { tab } = await openForm(options, address);
        expect(await seriousFaults(tab), address).toEqual([]);
        const overflow = await tab.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect(overflow, address).toBeLessThanOrEqual(0);
        const folder = process.env.CUADERNO_TEST_SCREENSHOTS;
        if (folder !== undefined) {
          await tab.screenshot({
            path: `${folder}/${_.replace(" ", "-")}-${address.slice(0, 5).replace("?", "")}.png`,
          });
        }
      }
    },
  );
});
