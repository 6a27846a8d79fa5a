import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { real } from "../../search/space/real.js";
import { optimize } from "../../studies/optimize.js";
import { loadPolars } from "../../table/load-polars.js";
import { findChromium } from "../../testing/find-chromium.js";
import { pageBrowser, seriousFaults } from "../../testing/page-browser.js";
import { rootFolder } from "../../testing/source-files.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { temporaryTracker } from "../../testing/temporary-tracker.js";
import { hostileText, trackedFolder } from "../../testing/tracked-folder.js";
import { trackerServer } from "../../testing/tracker-server.js";
import { authenticator, newPassword, newToken, parseCredentials } from "../authenticate.js";
import { offlinePage } from "./offline-page.js";
import type { ListedRun } from "./page-data.js";
import { trackerPage } from "./tracker-page.js";
import { trackerPageRoutes } from "./tracker-page-routes.js";

const executablePath = findChromium();
const shots = process.env.CUADERNO_TEST_SCREENSHOTS;
const title = "the tracker's page in a browser";
if (executablePath === undefined) {
  it.skip(`${title}: skipped, no Chromium on PATH; name one in CUADERNO_TEST_CHROMIUM`);
}
let browser: Browser | undefined;
afterAll(() => browser?.close());

async function openTab(url: string, options: BrowserContextOptions = {}): Promise<{ tab: Page; faults: string[] }> {
  browser ??= await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  const tab = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })).newPage();
  const faults: string[] = [];
  tab.on("console", (message) => {
    // The browser itself writes a line about every response that is not 2xx, and every script that a frame may not run.
    if (!/^Failed to load resource|^Blocked script execution/.test(message.text())) faults.push(message.text());
  });
  tab.on("pageerror", (error) => faults.push(error.message));
  tab.on("dialog", (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await tab.goto(url);
  return { tab, faults };
}

async function serve(): Promise<{ url: string; ids: Readonly<Record<string, string>> }> {
  const { root, ids } = await trackedFolder();
  const { url } = await trackerServer({ root, pages: trackerPageRoutes });
  return { url, ids };
}

const rowNames = (tab: Page) => tab.locator(".table tbody tr.run a").allTextContents();

async function shoot(tab: Page, name: string, fullPage = true): Promise<void> {
  if (shots !== undefined) await tab.screenshot({ path: `${shots}/tracker-${name}.png`, fullPage });
}

describe.skipIf(executablePath === undefined)(title, () => {
  it("filters, sorts, groups, folds and selects runs, and its address holds all of it", async () => {
    const { url, ids } = await serve();
    const { tab, faults } = await openTab(url);
    await tab.locator(".table tbody tr.run").first().waitFor();
    expect(await rowNames(tab)).toEqual([hostileText, "large", "small", "search"]);
    await tab.getByRole("button", { name: "6 nested runs of search" }).click();
    expect((await rowNames(tab)).slice(3)).toEqual(["search", ...[5, 4, 3, 2, 1, 0].map((n) => `trial ${n}`)]);
    await tab.keyboard.press("/");
    await tab.keyboard.type("metrics.rmse < 350 and params.depth in ('3', '4')");
    await tab.keyboard.press("Enter");
    await expect.poll(() => rowNames(tab)).toEqual(["trial 4", "trial 3"]);
    await tab.locator("th button.sort", { hasText: "rmse" }).click();
    await tab.locator("th button.sort", { hasText: "rmse" }).click();
    expect(await rowNames(tab)).toEqual(["trial 3", "trial 4"]);
    await tab.getByLabel("Select trial 3").check();
    const query = new URLSearchParams(new URL(tab.url()).hash.split("?")[1]);
    expect(query.getAll("open")).toEqual([ids.search]);
    expect(query.get("sort")).toBe("metrics.rmse desc");
    expect(query.getAll("run")).toEqual([ids["trial 3"]]);
    await tab.reload();
    await expect.poll(() => rowNames(tab)).toEqual(["trial 3", "trial 4"]);
    expect(await tab.getByLabel("Select trial 3").isChecked()).toBe(true);
    await tab.locator("#filter").fill("metrics.rmse <");
    await tab.keyboard.press("Enter");
    await tab.locator("#filter-error").waitFor();
    expect(await tab.locator("#filter-error").innerText()).toMatch(/^runs: filter: /);
    await tab.locator("#filter").fill("");
    await tab.keyboard.press("Enter");
    await tab.getByLabel("Group by").selectOption("params.kind");
    const group = tab.locator("tr.group", { hasText: "trees" });
    expect(await group.locator("th").innerText()).toBe("▸ trees 3 runs");
    expect(await group.locator("td.number").allTextContents()).toContain("367 ± 37");
    await tab.goBack();
    await expect.poll(() => rowNames(tab)).toHaveLength(10);
    await tab.getByLabel("Metrics").selectOption("max");
    await expect.poll(() => tab.locator("thead").innerText()).toContain("rmse max");
    await expect.poll(() => tab.locator("tr.run", { hasText: "large" }).innerText()).toMatch(/\b80\d/);
    await tab.getByRole("region", { name: "Runs", exact: true }).focus();
    for (const key of ["j", "ArrowDown", "Enter"]) await tab.keyboard.press(key);
    await tab.locator(".run-view h1", { hasText: "search" }).waitFor();
    await tab.goBack();
    await expect.poll(() => tab.getByLabel("Metrics").inputValue()).toBe("max");
    expect(faults).toEqual([]);
  });

  it("shows a run with curves, artifacts, lineage and how to make it again", async () => {
    const { url, ids } = await serve();
    const { tab, faults } = await openTab(`${url}/#/run/${ids.large}`);
    await tab.locator(".curve canvas").first().waitFor();
    expect(await tab.locator(".note").innerText()).toMatch(/^The large model\.\s+first point$/);
    expect(await tab.locator(".note strong").innerText()).toBe("large");
    expect(await tab.locator(".readout").first().innerText()).toMatch(/^step 199\s+\d/);
    expect(await tab.locator(".curve").count()).toBe(2);
    expect(await tab.getByRole("region", { name: "metric, last" }).innerText()).toContain("NaN");
    for (const [path, selector, text] of [
      ["tables/errors.csv", ".artifact table", "12,5"],
      ["model/pipeline.json", ".artifact pre", '"trees": 1'],
      ["notes.txt", ".artifact pre", "plain text"],
    ] as const) {
      await tab.getByRole("button", { name: path }).click();
      await expect.poll(() => tab.locator(selector).innerText()).toContain(text);
    }
    await tab.getByRole("button", { name: "executed.ipynb" }).click();
    const notebook = tab.frameLocator("iframe");
    await notebook.getByRole("heading", { name: "Title" }).waitFor();
    expect(await notebook.locator("main").innerText()).toMatch(/const a = 1;[\s\S]*one[\s\S]*TypeError/);
    expect(await notebook.locator("img[src^='data:']").count()).toBe(1);
    await tab.getByRole("button", { name: "picture.svg" }).click();
    await expect
      .poll(() =>
        tab.locator("img.picture").evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      )
      .toBe(90);
    await tab.getByRole("button", { name: "report.html" }).click();
    await tab.frameLocator("iframe").getByRole("heading", { name: "Report" }).waitFor();
    await tab.locator("iframe").scrollIntoViewIfNeeded();
    await shoot(tab, "run", false);
    await tab.getByRole("button", { name: "Run its scripts, isolated" }).click();
    await expect.poll(() => tab.locator("iframe").getAttribute("sandbox")).toBe("allow-scripts");
    await tab.goto(`${url}/#/run/${ids.search}`);
    await tab.getByText("How to make this run again").waitFor();
    expect(await tab.locator(".chart path.best").count()).toBe(1);
    expect(await tab.locator(".bars li").count()).toBe(3);
    await shoot(tab, "study");
    expect(await tab.locator("pre code").innerText()).toBe(
      "git checkout 6120f2a3bb\ncuaderno run 'notebooks/02 search.ipynb' --track",
    );
    expect(await tab.title()).not.toBe("run");
    expect(faults.filter((fault) => !/Blocked a frame|Content Security Policy/.test(fault))).toEqual([]);
  });

  it("compares runs: differences first, curves, scatter, parallel coordinates", async () => {
    const { url } = await serve();
    const { tab, faults } = await openTab(url);
    await tab.getByRole("button", { name: "6 nested runs of search" }).click();
    for (const name of ["small", "large", "trial 0", "trial 1", "trial 2"])
      await tab.getByLabel(`Select ${name}`).check();
    await tab.keyboard.press("c");
    await tab.getByRole("heading", { name: "5 runs compared" }).waitFor();
    const rows = () => tab.locator(".compared th[scope=row]").allTextContents();
    expect(await rows()).not.toContain("experiment");
    await tab.keyboard.press("d");
    await expect.poll(rows).toContain("experiment");
    expect(await tab.locator(".curve canvas").count()).toBeGreaterThan(0);
    expect(await tab.locator(".chart circle").count()).toBeGreaterThan(2);
    expect(await tab.locator(".parallel polyline").count()).toBe(5);
    await shoot(tab, "compare");
    expect(faults).toEqual([]);
  });

  it("sets an alias of a model, when the rule allows it", async () => {
    const { url } = await serve();
    const { tab, faults } = await openTab(`${url}/#/models/traffic-volume`);
    await tab.locator("select[name=version]").selectOption("2");
    await tab.locator("select[name=metric]").selectOption("rmse");
    await tab.getByRole("button", { name: "Set alias" }).click();
    expect(await tab.getByRole("alert").innerText()).toBe(
      "Not promoted: version 2 has rmse 332.7; the champion, version 1, has 294.6, and 294.6 is required",
    );
    await tab.locator("select[name=metric]").selectOption("");
    await tab.getByRole("button", { name: "Set alias" }).click();
    await tab.getByText("champion is version 2 now.").waitFor();
    const cells = (name: string) => tab.getByRole("region", { name }).locator("tbody td").allTextContents();
    await expect.poll(async () => (await cells("version, aliases"))[0]).toBe("champion");
    await expect
      .poll(() => cells("time, alias"))
      .toEqual(["champion", "version 1", "version 2", "previous", "", "version 1", "champion", "", "version 1"]);
    await shoot(tab, "model");
    expect(faults).toEqual([]);
  });

  it("shows what a run writes while it writes", async () => {
    const { root } = await trackedFolder();
    const { url } = await trackerServer({ root, pages: trackerPageRoutes });
    let count = 0;
    const { tracker } = temporaryTracker({ root, newId: () => `cd${(++count).toString(16).padStart(30, "0")}` });
    const run = await tracker.startRun({ experiment: "live", name: "writer" });
    await run.logMetrics({ rmse: 5 });
    const { tab, faults } = await openTab(`${url}/#/run/${run.id}`);
    const points = tab.getByRole("region", { name: "metric, last" }).locator("tbody td:last-child");
    await expect.poll(() => points.allTextContents()).toEqual(["1"]);
    await run.logMetricHistory("rmse", [4, 3, 2]);
    await expect.poll(() => points.allTextContents(), { timeout: 20_000 }).toEqual(["4"]);
    await run.end();
    await expect.poll(() => tab.locator("h1 .status").innerText(), { timeout: 20_000 }).toBe("finished");
    expect(faults).toEqual([]);
  });

  it("runs no script of names, values and artifacts", async () => {
    const { url, ids } = await serve();
    const { tab, faults } = await openTab(
      `${url}/#/run/${ids[hostileText]}?artifact=${encodeURIComponent("a'b\"&<i>.html")}`,
    );
    await tab.locator("iframe").waitFor();
    for (const hash of [
      `/run/${ids[hostileText]}?artifact=evil.json`,
      `/compare?run=${ids[hostileText]}&run=${ids.small}`,
      "/runs?group=params.depth",
      "/models",
    ]) {
      await tab.goto(`${url}/#${hash}`);
      await tab.waitForTimeout(300);
      expect(await tab.locator("img[src=x], main script, [onerror]").count(), hash).toBe(0);
      expect(await tab.locator('a[href^="javascript:"]').count(), hash).toBe(0);
      expect(await tab.title(), hash).not.toBe("run");
    }
    expect(faults.filter((fault) => !/Content Security Policy/.test(fault))).toEqual([]);
  });

  it("is the same in one file without a server: filter, curves, artifacts, models", async () => {
    const { root, ids } = await trackedFolder();
    const large = await temporaryTracker({ root }).tracker.openRun(ids.large ?? "");
    await large.logArtifact("journal.log", readFileSync(join(rootFolder, "src/search/golden/optuna-journal.log")));
    await large.logArtifact(
      "rows.parquet",
      loadPolars()
        .DataFrame({ hour: [7, 8] })
        .writeParquet(),
    );
    const { html } = await offlinePage(temporaryRegistry({ root }), { now: 1_800_000_000_000, caller: "test" });
    const files = await pageBrowser(executablePath ?? "");
    const { tab, problems } = await files.open(html);
    await tab.locator("#filter").fill("metrics.rmse@max > 500 and tags.team = 'large'");
    await tab.keyboard.press("Enter");
    await expect.poll(() => rowNames(tab)).toEqual(["large"]);
    await tab.getByRole("link", { name: "large" }).click();
    await tab.locator(".curve canvas").first().waitFor();
    await tab.getByRole("button", { name: "report.html" }).click();
    await tab.frameLocator("iframe").getByRole("heading", { name: "Report" }).waitFor();
    expect(await tab.locator("iframe").getAttribute("sandbox")).toBe("");
    await tab.getByRole("button", { name: "journal.log" }).click();
    await tab.locator(".artifact svg.chart").first().waitFor();
    await tab.getByRole("button", { name: "rows.parquet" }).click();
    await expect.poll(() => tab.locator(".artifact caption").innerText()).toBe("2 rows");
    await tab.getByRole("button", { name: "executed.ipynb" }).click();
    await tab.frameLocator("iframe").getByRole("heading", { name: "Title" }).waitFor();
    await tab.getByRole("button", { name: "weights.bin" }).click();
    await tab.getByText("This file does not hold weights.bin").waitFor();
    await tab.getByRole("link", { name: "traffic-volume version 2" }).click();
    await tab.getByRole("heading", { name: "traffic-volume" }).waitFor();
    await tab.evaluate(`location.hash = "#/run/${ids[hostileText]}"`);
    await tab.locator(".run-view").waitFor();
    expect(await tab.title()).not.toBe("run");
    expect(problems.filter((problem) => !/^error: Blocked script execution/.test(problem))).toEqual([]);
    await files.close();
  });

  it("has 10,000 runs with only the visible ones in the document", async () => {
    const runs = Array.from({ length: 10_000 }, (_, index): ListedRun => {
      const params = { depth: String(index % 9), rate: String((index * 37) % 101), seed: String(index % 5) };
      const metrics = { rmse: (index * 7_919) % 10_007, mae: index / 7, auc: (index % 100) / 100 };
      const heading = { id: `r${index}`, name: `run ${index}`, experimentId: "1", experiment: "many" } as const;
      return { ...heading, status: "finished", startTime: index, endTime: index + 5, params, metrics, tags: {} };
    });
    const list = { experiments: [{ id: "1", name: "many" }], runs };
    const data = { source: "mlruns", madeAt: 0, list, details: {}, history: {}, models: [] };
    const none = { artifacts: {}, pages: {}, tables: {}, journals: {} };
    const files = await pageBrowser(executablePath ?? "");
    const { tab, problems } = await files.open(trackerPage({ title: "Runs", data: { ...data, ...none } }));
    const rows = tab.locator(".table tbody tr.run");
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(100);
    await tab.locator("th button.sort", { hasText: "rmse" }).click();
    await expect.poll(() => rows.first().innerText()).toMatch(/^run 0\s/);
    await tab.locator(".table").evaluate("document.querySelector('.table').scrollTop = 1e9");
    await expect.poll(() => rows.last().innerText()).toContain("10006");
    expect(await rows.count()).toBeLessThan(100);
    expect(problems).toEqual([]);
    await files.close();
  });

  it("previews Parquet files, and studies of Cuaderno and Optuna with their Pareto front", async () => {
    const { root, ids } = await trackedFolder();
    const { tracker } = temporaryTracker({ root });
    const run = await tracker.openRun(ids.small ?? "");
    const frame = loadPolars().DataFrame({ hour: [7, 8], "größe [m]": ["a", null] });
    await run.logArtifact("tables/[1] rows.parquet", frame.writeParquet());
    const both = { rmse: "minimize", gain: "maximize" } as const;
    const objective = ({ x }: { readonly x: number }) => ({ rmse: x, gain: x * (1 - x) });
    const study = await optimize(both, { x: real(0, 1) }, objective, { trials: 12, seed: 1 });
    await run.logArtifact("study.json", JSON.stringify(study));
    await run.logArtifact("optuna.log", readFileSync(join(rootFolder, "src/search/golden/optuna-journal.log"), "utf8"));
    const { url } = await trackerServer({ root, pages: trackerPageRoutes });
    const { tab, faults } = await openTab(`${url}/#/run/${run.id}`);
    await tab.getByRole("button", { name: "[1] rows.parquet" }).click();
    await expect.poll(() => tab.locator(".artifact table").innerText()).toContain("größe [m]");
    expect(await tab.locator(".artifact caption").innerText()).toBe("2 rows");
    await tab.getByRole("button", { name: "study.json" }).click();
    await tab.getByRole("heading", { name: `Pareto front: ${study.front.length} of 12 trials` }).waitFor();
    expect(await tab.locator(".artifact circle.front").count()).toBe(study.front.length);
    await tab.getByRole("heading", { name: "Study study.json" }).scrollIntoViewIfNeeded();
    await shoot(tab, "study-file", false);
    expect(await seriousFaults(tab)).toEqual([]);
    await tab.getByRole("button", { name: "optuna.log" }).click();
    await tab.locator(".artifact h2").first().waitFor();
    expect(await tab.locator(".artifact .chart").count()).toBeGreaterThan(1);
    await tab.keyboard.press("s");
    await tab.getByRole("heading", { name: "Studies" }).waitFor();
    expect(await tab.locator("tbody tr").allTextContents()).toEqual([
      expect.stringMatching(/^search\s*traffic\s*finished\s*6/),
    ]);
    await tab.getByRole("link", { name: "search" }).click();
    await tab.getByRole("heading", { name: "Study", exact: true }).waitFor();
    await shoot(tab, "study");
    expect(faults).toEqual([]);
  });

  it("requests a token, which stays in the tab and out of the address", async () => {
    const { root, ids } = await trackedFolder();
    const [token, password] = [newToken("ana"), newPassword("bob")];
    const credentials = authenticator(parseCredentials(`${token.line}\n${password.line}`, "test"));
    const { url } = await trackerServer({ root, pages: trackerPageRoutes, authenticator: credentials });
    const { tab, faults } = await openTab(`${url}/#/run/${ids.large}`);
    const secret = tab.getByLabel("Token or password");
    await secret.fill("wrong");
    await shoot(tab, "sign-in");
    expect(await seriousFaults(tab)).toEqual([]);
    await tab.keyboard.press("Enter");
    await tab.getByText("Not accepted.").waitFor();
    await secret.fill(token.secret);
    await tab.keyboard.press("Enter");
    await tab.locator(".curve canvas").first().waitFor();
    await tab.getByRole("button", { name: "report.html" }).click();
    await tab.frameLocator("iframe").getByRole("heading", { name: "Report" }).waitFor();
    expect(tab.url()).not.toContain(token.secret);
    await tab.reload();
    await tab.locator(".curve canvas").first().waitFor();
    const { tab: second } = await openTab(url);
    await second.getByLabel("User (empty for a token)").fill("bob");
    await second.getByLabel("Token or password").fill(password.secret);
    await second.keyboard.press("Enter");
    await second.locator(".table tbody tr.run").first().waitFor();
    expect(faults).toEqual([]);
  });

  it.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 390, height: 844 }, colorScheme: "light" }],
  ] as const)("has no serious fault of accessibility and no overflow: %s", async (name, options) => {
    const { url, ids } = await serve();
    const { tab } = await openTab(url, options);
    for (const [view, hash] of [
      ["runs", "/runs"],
      ["run", `/run/${ids.large}`],
      ["compare", `/compare?run=${ids.small}&run=${ids.large}&run=${ids["trial 1"]}`],
      ["search", `/run/${ids.search}?second=rmse`],
      ["studies", "/studies"],
      ["models", "/models"],
      ["model", "/models/traffic-volume"],
    ] as const) {
      await tab.goto(`${url}/#${hash}`);
      await tab.locator("h1, .table").first().waitFor();
      await tab.waitForTimeout(400);
      await shoot(tab, `${view}-${name}`);
      expect(await seriousFaults(tab), view).toEqual([]);
      expect(await tab.evaluate("document.documentElement.scrollWidth - innerWidth"), view).toBeLessThanOrEqual(0);
    }
  });
});
