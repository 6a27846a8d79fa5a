// Pages that recompute: size, and time of a filter in Chromium and in Node, for hourly traffic as in the prototype (27,844 rows, 200 trees).
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { calendarParts, gradientBoosting, live, ordinal, pipeline, randomSource, show } from "cuaderno";
import { exportNotebook } from "cuaderno/notebook";
import { columnsFromEntries } from "cuaderno/table";

export default async function bench([rows = "27844", trees = "200"] = []) {
  const data = makeRows(Number(rows));
  const fit = time(() => makeModel(data, Number(trees)));
  const made = time(() =>
    live({
      data,
      model: fit.value,
      filters: ["weather", "time", "temperature"],
      views: [
        { kind: "numbers", numbers: [{ aggregate: "count" }, { column: "volume" }] },
        { kind: "line", title: "By month", x: { column: "time", every: "month" }, y: "volume", group: "weather" },
        {
          kind: "bar",
          title: "Error by hour",
          x: { column: "time", every: "hourOfDay" },
          y: { aggregate: "rmse", column: "volume", over: "prediction" },
        },
        { kind: "metrics", title: "Errors", actual: "volume", metrics: ["rmse", "meanAbsoluteError", "r2"] },
        { kind: "what-if", title: "What if" },
      ],
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-bench-live-"));
  try {
    const page = join(folder, "page.html");
    await exportNotebook(writeNotebook(folder, made.value), { output: page });
    const inPage = await measurePage(page);
    console.table([
      {
        rows: data.rowCount,
        trees: Number(trees),
        "data and model kB": Math.round(made.value.payload.length / 1_000),
        "page kB": Math.round(statSync(page).size / 1_000),
        "live() s": (made.ms / 1_000).toFixed(2),
        ...inPage,
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function time(work) {
  const started = performance.now();
  const value = work();
  return { value, ms: performance.now() - started };
}

/** Hours with weather, temperatures of two decimals and a volume that follows the clock. */
function makeRows(count) {
  const random = randomSource(4);
  const times = Float64Array.from({ length: count }, (_, row) => Date.UTC(2012, 9, 2) + 3_600_000 * row);
  const codes = Int32Array.from({ length: count }, () => random.integer(11));
  const temperature = Float64Array.from({ length: count }, () => Math.round(100 * (280 + 10 * random.normal())) / 100);
  const volume = Float64Array.from(times, (at, row) =>
    Math.round(3_000 - 250 * Math.abs(((at / 3_600_000) % 24) - 13) + 40 * codes[row] + 300 * random.normal()),
  );
  return columnsFromEntries([
    ["time", { kind: "time", values: times }],
    ["weather", { kind: "category", codes, categories: Array.from("abcdefghijk") }],
    ["temperature", { kind: "number", values: temperature }],
    ["volume", { kind: "number", values: volume }],
  ]);
}

function makeModel(data, rounds) {
  const inputs = columnsFromEntries([...data.byName].filter(([name]) => name !== "volume"));
  const clock = calendarParts({ column: "time", parts: ["hour", "weekday", "month"] });
  const model = gradientBoosting({ rounds, depth: 5 });
  return pipeline({ steps: [clock, ordinal({ columns: ["weather"] })], model }).fit(
    inputs,
    data.byName.get("volume").values,
  );
}

/** A notebook whose one output is the page, as `show` writes it. */
function writeNotebook(folder, page) {
  const outputs = [];
  const hook = Symbol.for("cuaderno.display");
  globalThis[hook] = (data) => outputs.push({ output_type: "display_data", data, metadata: {} });
  show(page);
  delete globalThis[hook];
  const cell = { cell_type: "code", source: "show(page)", metadata: {}, execution_count: 1, outputs };
  const path = join(folder, "a.ipynb");
  writeFileSync(path, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

/** Milliseconds of the first results and of the median of nine filters, offline. */
async function measurePage(page) {
  const { chromium } = await import("playwright-core");
  const executablePath = process.env.CUADERNO_TEST_CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const tab = await (await browser.newContext({ offline: true })).newPage();
    await tab.goto(pathToFileURL(page).href);
    const computed = async (times) => {
      await tab.locator(`.live[data-computed="${times}"]:not([aria-busy])`).waitFor();
      return Number(/computed in ([\d.]+) ms/.exec(await tab.locator(".live-status").innerText())?.[1]);
    };
    const first = await computed(1);
    const filters = [];
    for (let step = 1; step <= 9; step++) {
      await tab.getByLabel("lowest temperature").fill(String(270 + step));
      filters.push(await computed(1 + step));
    }
    return { "first ms": first, "filter ms": filters.sort((a, b) => a - b)[4] };
  } finally {
    await browser.close();
  }
}
