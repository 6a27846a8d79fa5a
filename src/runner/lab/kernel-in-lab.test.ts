import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { rootFolder } from "../../testing/source-files.js";
import { startLab } from "./start-lab.js";

const jupyter = process.env.CUADERNO_TEST_JUPYTER ?? onPath("jupyter-lab");
const chrome = process.env.CUADERNO_TEST_CHROMIUM ?? onPath("chromium") ?? onPath("google-chrome");
const shots = process.env.CUADERNO_TEST_SCREENSHOTS;

const sources = [
  'import { lineFigure, show } from "cuaderno";\nconst rows: { a: number; b: string }[] = [{ a: 42, b: "x" }];\nrows',
  'lineFigure({ x: [1, 2], y: [3, 4] }, { title: "Rises", x: { label: "x" }, y: { label: "y" } })',
  "for (let i = 0; i < 3; i++) { console.log('line', i); }\nconsole.error('to stderr');",
  'const name = await input("Your name? ");\nname.toUpperCase()',
  "while (true) {}",
  "throw new RangeError('too far', { cause: new Error('reason') });",
  "rows[0].",
  "const text: string = rows.length;",
];

describe.skipIf(!jupyter || !chrome)("the kernel cuaderno in JupyterLab (needs JupyterLab and Chromium)", () => {
  const stop = new AbortController();
  let [folder, home] = ["", ""];
  let lab: Promise<number>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(join(rootFolder, ".cache"), { recursive: true });
    folder = await mkdtemp(join(rootFolder, ".cache", "lab-kernel-"));
    home = await mkdtemp(join(tmpdir(), "cuaderno-lab-kernel-"));
    const cell = { cell_type: "code", metadata: {}, execution_count: null, outputs: [] };
    const cells = sources.map((source, index) => ({ ...cell, id: `c${index}`, source }));
    const kernelspec = { name: "cuaderno", display_name: "TypeScript (Cuaderno)", language: "typescript" };
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
    await writeFile(join(folder, "cells.ipynb"), JSON.stringify(notebook));
    const port = await freePort();
    const args = [
      "--IdentityProvider.token=",
      "--allow-root",
      "--ServerApp.log_level=CRITICAL",
      `--LabApp.user_settings_dir=${join(home, "settings")}`,
      `--LabApp.workspaces_dir=${join(home, "workspaces")}`,
    ];
    lab = startLab({ folder, jupyter, port, browser: false, args, signal: stop.signal });
    lab.catch(() => undefined);
    const address = `http://127.0.0.1:${port}`;
    await vi.waitFor(async () => expect((await fetch(`${address}/api`)).ok).toBe(true), { timeout: 60_000 });
    browser = await chromium.launch({ executablePath: String(chrome), args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1200, height: 1400 } });
    await page.goto(`${address}/lab/tree/cells.ipynb?reset`);
    await page.waitForSelector('.jp-Toolbar-kernelName:has-text("TypeScript (Cuaderno)")');
    await idle();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    stop.abort();
    await lab;
    for (const made of [folder, home]) await rm(made, { recursive: true, force: true });
  });

  const idle = async (): Promise<void> => {
    await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { state: "attached" });
  };
  const outputs = (cell: number): ReturnType<Page["locator"]> =>
    page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output");
  const run = async (cell: number): Promise<void> => {
    await page.locator(".jp-CodeCell").nth(cell).locator(".jp-InputArea-prompt").click();
    await page.keyboard.press("Control+Enter");
  };

  it("shows tables, figures, streams and errors", { timeout: 120_000 }, async () => {
    for (const cell of [0, 1, 2, 5]) await run(cell);
    await poll(() => outputs(0).locator("table tbody tr").first().textContent()).toMatch(/42\s*x/);
    await poll(() => page.locator(".cuaderno-plotly svg.main-svg").count()).toBeGreaterThan(0);
    await poll(() => outputs(2).allTextContents()).toEqual(["line 0\nline 1\nline 2\n", "to stderr\n"]);
    await poll(() => outputs(5).textContent()).toMatch(/RangeError: too far\s+at In\[4\]:1:7.*reason/s);
    expect(await page.locator(".jp-InputPrompt").first().textContent()).toContain("[1]");
    await shot("lab-kernel.png");
  });

  it("completes code, describes it, and refuses cells with type errors", { timeout: 120_000 }, async () => {
    await page.locator(".jp-CodeCell").nth(6).locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Tab");
    await poll(() => page.locator(".jp-Completer-item").allTextContents()).toEqual([
      expect.stringMatching(/a.*property/),
      expect.stringMatching(/b.*property/),
    ]);
    await shot("lab-completion.png");
    await page.keyboard.press("Escape");
    await page.locator(".jp-CodeCell").nth(6).locator(".cm-content").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+Tab");
    await poll(() => page.locator(".jp-Tooltip pre code").first().textContent()).toMatch(
      /^const rows: \{\s+a: number;/,
    );
    await shot("lab-tooltip.png");
    await page.keyboard.press("Escape");
    await run(7);
    await poll(() => outputs(7).textContent()).toMatch(/TypeScriptError: Type 'number' is not.*In\[5\]:1:7/s);
    await shot("lab-type-error.png");
  });

  it("takes a line of input", { timeout: 120_000 }, async () => {
    await run(3);
    const box = page.locator(".jp-Stdin-input");
    await box.waitFor();
    await box.fill("ada");
    await box.press("Enter");
    await poll(() => outputs(3).last().textContent()).toContain("ADA");
  });

  it("interrupts a loop and goes on", { timeout: 120_000 }, async () => {
    await run(4);
    await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="busy"]', { state: "attached" });
    await page.click('.lm-MenuBar-itemLabel:has-text("Kernel")');
    await page.click('.lm-Menu-itemLabel:text-is("Interrupt Kernel")');
    await poll(() => outputs(4).textContent()).toContain("Interrupted");
    await run(0);
    await poll(() => page.locator(".jp-InputPrompt").first().textContent()).toContain("[8]");
  });

  const shot = async (name: string): Promise<void> => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, name) });
  };
});

/** The machine that tests may be busy. */
const poll = <Value>(read: () => Promise<Value>): ReturnType<typeof expect.poll<Value>> =>
  expect.poll(read, { timeout: 40_000 });

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((entry) => join(entry, program))
    .find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
