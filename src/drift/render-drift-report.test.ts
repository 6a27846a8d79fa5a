import { describe, expect, it } from "vitest";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { sampleFrom } from "../testing/golden-statistics.js";
import { datasetDrift } from "./dataset-drift.js";
import { driftOverTime } from "./drift-over-time.js";
import { driftPage } from "./drift-page.js";
import type { DriftReport } from "./drift-report.js";
import { driftVerdict } from "./drift-verdict.js";
import { errorOverTime } from "./error-over-time.js";
import { renderDriftReport } from "./render-drift-report.js";

const dayMs = 86_400_000;
const start = Date.UTC(2017, 0, 1);
const numbers = (shift: number, count = 1_200): Column => ({
  kind: "number",
  values: sampleFrom({ count, step: 0.6180339887498949, scale: 10, shift }),
});
const at: Column = {
  kind: "time",
  values: Float64Array.from({ length: 1_200 }, (_, row) => start + (row / 4) * dayMs),
};
const words = (shift: number): Column => ({
  kind: "string",
  values: Array.from({ length: 1_200 }, (_, row) => `<b>${(row + shift) % 3 === 0 ? "a" : "b"}</b>`),
});
const reference = columnsFromEntries([
  ["steady", numbers(0)],
  ["moved", numbers(0)],
  ["y", numbers(0)],
  ["words", words(0)],
  ["old", numbers(0)],
]);
const current = columnsFromEntries([
  ["at", at],
  ["steady", numbers(0)],
  ["moved", numbers(8)],
  ["y", numbers(2)],
  ["words", words(0)],
]);
const y = (current.byName.get("y") as { readonly values: Float64Array }).values;
const report: DriftReport = {
  dataset: datasetDrift(reference, current, { defaults: "evidently" }),
  overTime: driftOverTime(reference, current, { time: "at", defaults: "evidently" }),
  errors: errorOverTime(current, { time: "at", target: "y", prediction: y.map((value) => value + 3) }),
};

describe("renderDriftReport", () => {
  const html = renderDriftReport(report, {
    target: "y",
    referenceName: "2016 & before",
    units: { moved: "mm" },
    footer: "Made by *hand*.",
  });

  it("shows names and sentences as they are, never as formulas or Markdown", () => {
    const odd = columnsFromEntries([
      ["a_b_c $x$", numbers(0)],
      ["\\(y\\)", numbers(0)],
    ]);
    const moved = columnsFromEntries([
      ["a_b_c $x$", numbers(8)],
      ["\\(y\\)", numbers(8)],
    ]);
    const dataset = datasetDrift(odd, moved);
    const page = renderDriftReport({ dataset }, { referenceName: "year [2016] (all)", currentName: "*new*" });
    expect(page).toContain(driftVerdict(dataset).sentence);
    expect(page).toContain("a_b_c $x$");
    expect(page).toContain("year [2016] (all) (1,200 rows)");
    expect(page).toContain("Current rows *new* (1,200 rows)");
    expect(page).not.toMatch(/<math|class="formula"|<em>/);
  });

  it("states the verdict, and names what drifted in words", () => {
    expect(html).toContain("<h1>2 of 4 columns have drifted</h1>");
    expect(driftVerdict(report.dataset, { target: "y" }).sentence).toBe(
      "2 of 4 columns have drifted (50 %); a table has drifted at 50 % or more, so this one has drifted. Drifted inputs: moved. The target has drifted.",
    );
    expect(html.match(/class="drift-yes">● drifted</g)).toHaveLength(2);
  });

  it("begins with the level, the columns and the largest changes where effect and chance decide", () => {
    const dataset = datasetDrift(reference, current);
    const { sentence } = driftVerdict(dataset, { target: "y" });
    expect(sentence).toMatch(
      /^4 of 6 columns have drifted. Fail: old \(the current table has no such column\), moved \(values moved: largest gap 0\.\d+, by chance 0\.\d+\)\. Warning: at \(a new column\), y \(values moved: .*\)\. The target has drifted\.$/,
    );
    const page = renderDriftReport({ dataset });
    expect(page.indexOf("Fail: old")).toBeLessThan(page.indexOf("<table"));
    expect(page).toContain('class="drift-yes">● fail');
  });

  it("has a section for every part of the report", () => {
    expect(driftPage(report, { target: "y" }).sections.map(({ heading }) => heading)).toEqual([
      "What has drifted",
      "Drift over time",
      "Distributions of the most drifted columns",
      "Target and prediction",
      "Error over time",
    ]);
    expect(driftPage({ dataset: report.dataset }).sections).toHaveLength(2);
  });

  it("draws one cell per column and window, and marks the drifted ones with more than colour", () => {
    const { columns, windows } = report.overTime ?? { columns: [], windows: [] };
    const drifted = columns.flatMap((column) => column.drifted).filter((one) => one).length;
    expect(html.match(/<rect class="drift-(?:[0-4]|none)" x="\d+\.\d"/g)).toHaveLength(columns.length * windows.length);
    expect(drifted).toBeGreaterThan(0);
    expect(html.match(/<circle cx="\d+\.\d"/g)).toHaveLength(drifted);
    expect(html).toContain("moved, 2017-01-01: distance");
  });

  it("names columns that were left out and labels only one side has", () => {
    expect(html).toContain("old: only in the reference");
    expect(html).toContain("at: only in the current table");
  });

  it("states the error, its bias and the worst window", () => {
    expect(html).toContain(
      "the root mean squared error is 3, the mean absolute error 3; on average the prediction is 3 too high.",
    );
  });

  it("escapes labels, names and units, and fetches nothing", () => {
    expect(html).not.toContain("<b>a</b>");
    expect(html).toContain("2016 &amp; before");
    expect(html).not.toMatch(/(src|href)="https?:/);
    expect(html).toContain("<em>hand</em>");
  });

  it("stays below 300 kB with 40 columns and 30 windows, since it holds no rows", () => {
    const wide = columnsFromEntries(
      Array.from({ length: 40 }, (_, index) => [`column ${index}`, numbers(index)] as const),
    );
    const later = columnsFromEntries([
      ["at", at],
      ...Array.from({ length: 40 }, (_, index) => [`column ${index}`, numbers(1)] as const),
    ]);
    const page = renderDriftReport({
      dataset: datasetDrift(wide, later),
      overTime: driftOverTime(wide, later, { time: "at", windowDays: 10 }),
    });
    expect(page.length).toBeLessThan(300_000);
  });

  it("says so when nothing could be compared", () => {
    expect(renderDriftReport({ dataset: datasetDrift(columnsFromEntries([]), current) })).toContain(
      "Nothing to compare",
    );
  });
});
