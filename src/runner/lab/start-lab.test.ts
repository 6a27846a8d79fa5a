import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { readNotebook } from "../run/read-notebook.js";
import { startLab } from "./start-lab.js";

const jupyter = process.env.CUADERNO_TEST_JUPYTER ?? onPath("jupyter-lab");
const chrome = process.env.CUADERNO_TEST_CHROMIUM ?? onPath("chromium") ?? onPath("google-chrome");
const shots = process.env.CUADERNO_TEST_SCREENSHOTS;
const missing = [jupyter ? "" : "JupyterLab (CUADERNO_TEST_JUPYTER or PATH)", chrome ? "" : "Chromium (PATH)"].filter(
  Boolean,
);

describe.skipIf(missing.length > 0)(
  `a saved notebook in JupyterLab${missing.length > 0 ? `: skipped, no ${missing.join(", no ")}` : ""}`,
  () => {
    const stop = new AbortController();
    let folder = "";
    let home = "";
    let address = "";
    let lab: Promise<number>;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      // Below the package, whose name the notebook imports.
      mkdirSync(join(rootFolder, ".cache"), { recursive: true });
      folder = await mkdtemp(join(rootFolder, ".cache", "lab-test-"));
      home = await mkdtemp(join(tmpdir(), "cuaderno-lab-home-"));
      await writeFile(join(folder, "figures.ipynb"), JSON.stringify(tableAndTenFigures()));
      const port = await freePort();
      address = `http://127.0.0.1:${port}`;
      const args = [
        "--IdentityProvider.token=",
        "--allow-root",
        "--ServerApp.log_level=CRITICAL",
        `--LabApp.user_settings_dir=${join(home, "settings")}`,
        `--LabApp.workspaces_dir=${join(home, "workspaces")}`,
      ];
      lab = startLab({ folder, jupyter, port, browser: false, args, signal: stop.signal });
      lab.catch(() => undefined);
      await isReachable(`${address}/api`);
      browser = await chromium.launch({ executablePath: String(chrome), args: ["--no-sandbox"] });
      page = await browser.newPage({ viewport: { width: 1300, height: 1500 } });
      await page.goto(`${address}/lab/tree/figures.ipynb?reset`);
      await page.waitForSelector(".jp-Notebook .jp-CodeCell");
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      stop.abort();
      expect(await lab).toBe(0);
      for (const made of [folder, home]) await rm(made, { recursive: true, force: true });
    });

    it("runs in the TypeScript kernel and shows a table and ten live figures", { timeout: 120_000 }, async () => {
      await page.waitForSelector('.jp-Toolbar-kernelName:has-text("TypeScript")');
      await idle(page);
      await page.click('.lm-MenuBar-itemLabel:has-text("Run")');
      await page.click('.lm-Menu-itemLabel:text-is("Run All Cells")');
      await expect.poll(() => figureCount(page), { timeout: 60_000 }).toBe(10);
      expect(await page.locator(".jp-RenderedHTML table tbody tr").first().textContent()).toMatch(/^\s*0\s*42\s*$/);
      expect(await page.locator(".jp-OutputArea-output .jp-RenderedText[data-mime-type*=stderr]").count()).toBe(0);
      expect(await page.locator(".jp-InputPrompt").first().textContent()).toContain("[1]");
      await shot(page, "lab-run.png");
    });

    it("saves a notebook below 1 MB and draws its figures again when it is reopened", {
      timeout: 120_000,
    }, async () => {
      await page.keyboard.press("Control+s");
      const saved = async (): Promise<number> =>
        (await readNotebook(join(folder, "figures.ipynb"))).cells
          .flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []))
          .filter((output) => output.output_type === "display_data" && "application/vnd.plotly.v1+json" in output.data)
          .length;
      await expect.poll(saved, { timeout: 30_000 }).toBe(10);
      expect((await stat(join(folder, "figures.ipynb"))).size).toBeLessThan(1_000_000);
      await page.goto(`${address}/lab/tree/figures.ipynb?reset`);
      await expect.poll(() => figureCount(page), { timeout: 60_000 }).toBe(10);
      await shot(page, "lab-reopened.png");
    });

    it("sends no request to another address", { timeout: 60_000 }, async () => {
      const foreign: string[] = [];
      page.on("request", (request) => {
        if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
      });
      await page.reload();
      await expect.poll(() => figureCount(page), { timeout: 60_000 }).toBe(10);
      expect(foreign).toEqual([]);
    });

    it("takes the colours of a dark theme and fits a narrower page", { timeout: 60_000 }, async () => {
      const before = await textColor(page);
      await page.click('.lm-MenuBar-itemLabel:has-text("Settings")');
      await page.hover('.lm-Menu-itemLabel:text-is("Theme")');
      await page.click('.lm-Menu-itemLabel:text-is("JupyterLab Dark")');
      await expect.poll(() => textColor(page), { timeout: 20_000 }).not.toBe(before);
      await page.setViewportSize({ width: 900, height: 1200 });
      const difference = `(() => {
      const figure = document.querySelector(".cuaderno-plotly");
      return Math.abs(figure.clientWidth - figure.querySelector("svg").clientWidth);
    })()`;
      await expect.poll(() => page.evaluate<number>(difference), { timeout: 20_000 }).toBeLessThan(2);
      await shot(page, "lab-dark.png");
    });
  },
);

describe.skipIf(process.platform === "win32")("startLab", () => {
  /** A fake jupyter-lab that records its arguments and the files on its path, then waits. */
  function fakeLab(lines: string): { readonly folder: string; readonly record: string } {
    const folder = temporaryFolder();
    const record = join(folder, "record");
    writeFileSync(
      join(folder, "jupyter-lab"),
      `#!/bin/sh\necho "$@" > "${record}.part"\nfind "$JUPYTER_PATH" >> "${record}.part"\nmv "${record}.part" "${record}"\n${lines}\n`,
    );
    chmodSync(join(folder, "jupyter-lab"), 0o755);
    return { folder, record };
  }

  it("offers kernel and figures for the time it runs, to this machine only, and ends at its signal", async () => {
    const { folder, record } = fakeLab("exec sleep 60");
    const stop = new AbortController();
    const running = startLab({
      folder,
      jupyter: join(folder, "jupyter-lab"),
      browser: false,
      port: 7777,
      signal: stop.signal,
    });
    await expect.poll(() => existsSync(record)).toBe(true);
    const [args = "", data = "", ...files] = readFileSync(record, "utf8").trim().split("\n");
    expect(args).toBe(`--ServerApp.root_dir=${folder} --ServerApp.ip=127.0.0.1 --ServerApp.port=7777 --no-browser`);
    expect(files).toContain(join(data, "kernels", "tslab", "kernel.json"));
    expect(files).toContain(join(data, "labextensions", "cuaderno-plotly", "static", "plotly.min.js"));
    stop.abort();
    expect(await running).toBe(0);
    expect(existsSync(data)).toBe(false);
  });

  it("returns the exit code of a JupyterLab that fails", async () => {
    const { folder } = fakeLab("exit 7");
    expect(await startLab({ folder, jupyter: join(folder, "jupyter-lab"), signal: new AbortController().signal })).toBe(
      7,
    );
  });
});

function tableAndTenFigures(): unknown {
  const table = "show(pl.DataFrame({ hour: [0, 1], volume: [42, 7] }));";
  const figures = `const hours = Array.from({ length: 500 }, (_, hour) => hour);
for (let figure = 1; figure <= 10; figure++) {
  const series = { x: hours, y: hours.map((hour) => Math.sin(hour / 24) * 1000 * figure) };
  show(lineFigure(series, { title: \`Figure \${figure} goes up and down\`, x: { label: "hour", unit: "h" }, y: { label: "volume", unit: "vehicles" } }));
}`;
  const cells = ['import { lineFigure, show } from "cuaderno";\nimport pl from "nodejs-polars";', table, figures];
  return {
    cells: cells.map((source, index) => ({
      cell_type: "code",
      id: `c${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
    metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

async function figureCount(page: Page): Promise<number> {
  return page.locator(".cuaderno-plotly svg.main-svg .scatterlayer path.js-line").count();
}

async function textColor(page: Page): Promise<string> {
  return page.evaluate<string>('getComputedStyle(document.querySelector(".cuaderno-plotly .gtitle")).fill');
}

async function idle(page: Page): Promise<void> {
  await page.waitForSelector(
    '.jp-NotebookPanel-toolbar [data-status="idle"], .jp-Notebook-ExecutionIndicator[data-status="idle"]',
    {
      timeout: 60_000,
    },
  );
}

async function shot(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: join(shots, name) });
}

async function isReachable(url: string): Promise<void> {
  for (;;) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
