import type { Table } from "cuaderno";
import { indicatorNamed } from "./indicators.js";
import type { IndicatorFile } from "./read-indicator-file.js";
import type { Refinement } from "./refine.js";
import type { SakilaLoad } from "./sakila.js";

/** What each forecast is worth on the last five years, a row per indicator. */
export function scoreTable({ forecasts }: Pick<Refinement, "forecasts">, caption?: string): Table {
  return {
    kind: "table",
    columns: [
      "indicator",
      "years judged",
      { name: "values", decimals: 0 },
      { name: "R2, last value carried on", decimals: 3 },
      { name: "R2, each country's trend", decimals: 3 },
      { name: "RMSE, carried on", decimals: 2 },
      { name: "RMSE, trend", decimals: 2 },
      "unit",
    ],
    rows: forecasts.map(({ indicator, unit, testYears, carried, model }) => {
      const named = indicatorNamed(indicator, unit);
      return [
        named.title,
        testYears.join(" to "),
        carried.rows,
        carried.r2,
        model.r2,
        carried.rmse,
        model.rmse,
        named.unit,
      ];
    }),
    ...(caption === undefined ? {} : { caption }),
  };
}

/** What was in each file, and what was left out of it. */
export function fileTable(files: readonly (IndicatorFile & { readonly file: string })[]): Table {
  return {
    kind: "table",
    columns: [
      "file",
      "layout",
      { name: "observations", decimals: 0 },
      { name: "areas", decimals: 0 },
      "years",
      { name: "empty values", decimals: 0 },
      { name: "constant columns left out", decimals: 0 },
      { name: "rows of breakdowns left out", decimals: 0 },
    ],
    rows: files.map(({ file, layout, frame, constant, breakdownRows }) => [
      file,
      layout,
      frame.height,
      frame.getColumn("REF_AREA").nUnique(),
      `${Number(frame.getColumn("TIME_PERIOD").min())} to ${Number(frame.getColumn("TIME_PERIOD").max())}`,
      frame.getColumn("OBS_VALUE").nullCount(),
      constant.length,
      breakdownRows,
    ]),
  };
}

/** The note of what was dropped: each constant column with its value, by file. */
export function droppedTable(files: readonly (IndicatorFile & { readonly file: string })[]): Table {
  const columns = [...new Set(files.flatMap(({ constant }) => constant.map(({ column }) => column)))];
  return {
    kind: "table",
    columns: ["column", ...files.map(({ file }) => file)],
    rows: columns.map((name) => [
      name,
      ...files.map(({ constant }) => {
        const found = constant.find(({ column }) => column === name);
        return found === undefined ? "" : (found.value ?? "(empty)");
      }),
    ]),
  };
}

/** Each shop table: where it came from, and how many rows. */
export function sakilaTable(loads: readonly SakilaLoad[]): Table {
  return {
    kind: "table",
    columns: ["table", "read from", { name: "rows", decimals: 0 }, "version", "remark"],
    rows: loads.map(({ table, from, rows, version, reason }) => [
      table,
      from === "server" ? "the database server" : "CSV file",
      rows?.height ?? null,
      version === null ? "" : String(version),
      reason,
    ]),
  };
}
