import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect } from "vitest";
import { findChromium } from "./find-chromium.js";
import { rootFolder } from "./source-files.js";

/**
 * `cuaderno serve --history` over what the milk notebooks have left in a folder, used in a browser: a range of months,
 * the later rain, errors, logs, and the uploads undone. Does nothing without Chromium.
 */
export async function walkMilkSite(folder: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) return;
  const words = [
    ...["serve", "milk-price-sample", "--history", "notebooks/milk/history.yaml", "--port", "0"],
    ...["--tracking-uri", join(folder, "mlruns"), "--history-root", join(folder, "data", "trusted", "sample")],
    ...["--allow-upload", "--allow-reset", "--log", join(folder, "log")],
  ];
  const child = spawn(process.execPath, [join(rootFolder, "dist", "cli", "main.js"), ...words], { cwd: rootFolder });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const [first] = (await once(child.stderr, "data")) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(first))?.[0] ?? String(first);
    const tab = await browser.newPage();
    tab.on("dialog", (dialog) => void dialog.accept());
    const readCells = async (row: number): Promise<string[]> => {
      const found = tab.locator("table.data").first().locator("tbody tr").nth(row).locator("th, td");
      return Promise.all((await found.all()).map((cell) => cell.innerText()));
    };
    await tab.goto(url);
    await tab.locator("#from").fill("2021-02");
    await tab.locator("#to").fill("2021-04");
    await tab.getByRole("button", { name: "Predict" }).click();
    await tab.waitForURL(/from=2021-02/);
    expect(await readCells(0)).toContain("2021-02");
    expect(await readCells(2)).toContain("2021-03 (price)");
    await tab.getByRole("link", { name: "Data" }).click();
    await tab.locator("#file-0").setInputFiles(join(rootFolder, "data", "milk", "sample", "precipitaciones_dummy.csv"));
    await tab.getByText("precipitaciones_dummy.csv: 11 rows inserted, 0 known already, 0 refused").waitFor();
    await tab.reload();
    expect(await readCells(0)).toEqual(["rain", "2012-01", "2021-03", "111", "2", "none"]);
    await tab.getByRole("button", { name: "Undo all uploads" }).click();
    await tab.getByText("rain: 11 rows removed").waitFor();
    await tab.getByRole("link", { name: "Errors" }).click();
    expect(await tab.locator("h1").innerText()).toMatch(/^Errors are largest in \d{4}: RMSE \d+\.\d+ pesos\/l$/);
    await tab.getByRole("link", { name: "Logs" }).click();
    expect(await tab.locator("table.data").first().innerText()).toContain("champion");
    expect(await tab.locator("table.data").nth(1).locator("tbody tr").count()).toBe(2);
  } finally {
    await browser.close();
    child.kill("SIGTERM");
    await once(child, "close");
  }
}
