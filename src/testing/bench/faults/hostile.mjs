import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { barFigure, heatmapFigure, lineFigure, renderPage } from "cuaderno";
import { plotlySource } from "cuaderno/report";
import { deadlyCells, hostileCells, hostileText } from "./hostile-input.mjs";
import { runProgram } from "./processes.mjs";
import { importTesting, rootFolder } from "./typescript.mjs";

const main = join(rootFolder, "dist", "cli", "main.js");

/** Cells that leave hostile values behind, and pages of hostile notebooks, tables and reports in Chromium. */
export default async function hostile({ quick, folder }) {
  return [await runCells(folder), await runDeadlyCells(folder), ...(await openPages(folder, quick))];
}

/** Every cell gets a reply, and the next one runs. */
async function runCells(folder) {
  const sources = hostileCells.flatMap((source, index) => [source, `console.log("after", ${index});`]);
  const path = join(folder, "cells.ipynb");
  writeFileSync(path, JSON.stringify(notebook(sources.map((source) => codeCell(source, [], ["raises-exception"])))));
  const executed = join(folder, "cells-executed.ipynb");
  const { code, errors } = await runProgram(main, ["run", path, "-o", executed, "--cell-timeout", "60", "--quiet"], {
    killAfterMs: 300_000,
  });
  const text = readFileSync(executed, "utf8");
  const faults = hostileCells.filter((_, index) => !text.includes(`after ${index}\\n`));
  if (code !== 0) faults.push(`ended with ${code}: ${errors.slice(0, 300)}`);
  return { what: "hostile cells, each with a reply and a next cell", figure: hostileCells.length, faults };
}

/** A cell that takes from the kernel what it needs ends the run with the cell's name. */
async function runDeadlyCells(folder) {
  const faults = [];
  for (const [index, source] of deadlyCells.entries()) {
    const path = join(folder, `deadly-${index}.ipynb`);
    writeFileSync(path, JSON.stringify(notebook([codeCell(source, [], []), codeCell("1", [], [])])));
    const words = ["run", path, "-o", `${path}.executed.ipynb`, "--cell-timeout", "10", "--quiet"];
    const { code, errors } = await runProgram(main, words, { killAfterMs: 120_000 });
    if ((code !== 0 && code !== 1 && code !== 5) || (code !== 0 && !/#cell-[12]/.test(errors))) {
      faults.push(`${source}: ended with ${code}: ${errors.slice(0, 300)}`);
    }
  }
  return { what: "cells that end the kernel, each named in the failure", figure: deadlyCells.length, faults };
}

async function openPages(folder, quick) {
  const { findChromium } = await importTesting("find-chromium");
  const executablePath = findChromium();
  if (executablePath === undefined) return [{ what: "pages in Chromium (not installed)", figure: "skipped" }];
  const { pageBrowser } = await importTesting("page-browser");
  const browser = await pageBrowser(executablePath);
  const faults = [];
  let count = 0;
  const open = async (what, html) => {
    count += 1;
    const { tab, problems } = await browser.open(html, { colorScheme: "light" });
    await tab.evaluate(touchEverything);
    await tab.waitForTimeout(50);
    const hacked = (await tab.evaluate("window.hacked")) ?? (await tab.evaluate("({}).hacked"));
    if (hacked !== undefined) faults.push(`${what}: a script ran`);
    // A note of plotly about formulas in labels, which it shows as text.
    const found = problems.filter((problem) => !problem.includes("MathJax is not loaded"));
    faults.push(...found.map((problem) => `${what}: ${problem}`));
    await tab.context().close();
  };
  try {
    const stored = join(rootFolder, "src", "testing", "hostile");
    for (const name of readdirSync(stored))
      await open(name, await exported(folder, name, readFileSync(join(stored, name))));
    const strings = quick ? hostileText.slice(0, 6) : hostileText;
    const made = JSON.stringify(notebook(strings.flatMap(hostileOutputs), strings[0]));
    await open("every output of hostile text", await exported(folder, "outputs.ipynb", made));
    await open("a report", await report(strings));
    await open("a drift report", await driftReport(folder, strings));
  } finally {
    await browser.close();
  }
  return [
    { what: "hostile notebooks and reports in Chromium: no script, request, dialog or error", figure: count, faults },
  ];
}

async function exported(folder, name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const page = `${path}.html`;
  const { code, errors } = await runProgram(main, ["export", path, "-o", page, "--code", "show", "--attach"]);
  if (code !== 0) throw new Error(`export of ${name} ended with ${code}: ${errors}`);
  return readFileSync(page, "utf8");
}

/** A string as code, Markdown, raw text, and as an output of every type. */
function hostileOutputs(text) {
  const types = [
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/png",
    "application/json",
  ];
  const display = (data) => ({ output_type: "display_data", data, metadata: { [text]: text } });
  const plotly = {
    data: [{ type: "bar", x: [text], y: [1], name: text, text: [text], customdata: [text], hovertemplate: text }],
    layout: { title: { text }, xaxis: { title: { text } }, annotations: [{ text, showarrow: false }] },
  };
  const outputs = [
    ...types.map((type) => display({ [type]: text })),
    display({ "application/vnd.plotly.v1+json": plotly }),
    display({ [text]: text }),
    { output_type: "stream", name: "stdout", text },
    { output_type: "error", ename: text, evalue: text, traceback: [text] },
  ];
  const tags = [text];
  return [
    codeCell(text, outputs, tags),
    {
      cell_type: "markdown",
      metadata: { tags },
      source: `## ${text}\n\n${text}\n\n| ${text} |\n|--|\n| ${text} |\n\n![${text}](attachment:${text})`,
      attachments: { [text]: { "image/png": text } },
    },
    { cell_type: "raw", metadata: { raw_mimetype: "text/html" }, source: text },
    { cell_type: "raw", metadata: { raw_mimetype: text }, source: text },
  ];
}

function codeCell(source, outputs, tags) {
  return { cell_type: "code", metadata: { tags }, execution_count: 1, source, outputs };
}

function notebook(cells, title = "Hostile") {
  const kernelspec = { name: "tslab", display_name: title, language: "typescript" };
  return { cells, metadata: { kernelspec, title }, nbformat: 4, nbformat_minor: 4 };
}

async function report(strings) {
  const [text] = strings;
  const axes = { title: text, x: { label: text }, y: { label: text }, source: text, note: text };
  const figures = [
    barFigure({ x: strings, y: strings.map((_, index) => index) }, axes),
    lineFigure(
      strings.map((name) => ({ name, x: [1, 2], y: [2, 1] })),
      axes,
    ),
    heatmapFigure(
      { x: strings, y: strings, values: strings.map((_, row) => strings.map((__, column) => row + column)) },
      { ...axes, color: { label: text } },
    ),
  ];
  const table = { columns: strings.map((name) => ({ name, unit: name })), rows: [strings, strings], caption: text };
  return renderPage({
    title: text,
    subtitle: text,
    footer: text,
    plotlySource: await plotlySource(figures),
    sections: strings.map((heading) => ({
      heading,
      body: [
        { kind: "text", text: heading },
        { kind: "markdown", markdown: heading },
        { kind: "table", table },
        { kind: "cards", cards: [{ label: heading, value: heading, unit: heading, note: heading }] },
        ...figures.map((figure) => ({ kind: "figure", figure })),
      ],
    })),
  });
}

/** The page of `cuaderno drift` over a table whose column names and values are hostile. */
async function driftReport(folder, strings) {
  mkdirSync(join(folder, "drift"));
  const quoted = (text) => `"${text.replaceAll('"', '""').replaceAll("\n", " ")}"`;
  const table = (shift) =>
    [
      strings.map((text, index) => quoted(`${index}${text}`)),
      ...Array.from({ length: 400 }, (_, row) =>
        strings.map((text, index) => (index % 2 === 0 ? quoted(strings[(row + shift) % 3] ?? text) : row + shift)),
      ),
    ].join("\n");
  const [before, after, page] = ["before.csv", "after.csv", "drift.html"].map((name) => join(folder, "drift", name));
  writeFileSync(before, table(0));
  writeFileSync(after, table(300));
  const { code, errors } = await runProgram(main, ["drift", "--reference", before, "--current", after, "-o", page]);
  if (code !== 0) throw new Error(`drift ended with ${code}: ${errors}`);
  return readFileSync(page, "utf8");
}

/** Opens, clicks, hovers and focuses what a reader could touch. */
const touchEverything = `(() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const element of document.querySelectorAll("main a, main p, main img, main td, main th, main math, .plot a, .plot .annotation-text")) {
    if (/^(https?|file|data|blob):$/.test(element.protocol ?? "")) continue;
    for (const type of ["pointerenter", "mouseover", "mousedown", "click", "focus", "keydown", "toggle", "error", "load", "animationstart"]) {
      element.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, clientX: 9, clientY: 9 }));
    }
  }
})()`;
