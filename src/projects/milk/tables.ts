import type { Table } from "cuaderno";
import type { AppendReport } from "./append-milk.js";
import type { HistoryEntry } from "./history.js";
import type { HonestResult } from "./honest.js";
import type { StoredTraining } from "./stored-training.js";

/** The original's error and the naive line, on its shuffled months and in time order. */
export function errorTable(
  { original, honest, corrected }: Pick<StoredTraining, "original" | "honest" | "corrected">,
  caption?: string,
): Table {
  const wide = (result: HonestResult) => result.lines.find(({ name }) => name.startsWith("original"));
  return {
    kind: "table",
    columns: ["forecast", "judged on", { name: "RMSE", unit: "pesos/l", decimals: 2 }, { name: "R2", decimals: 3 }],
    rows: [
      ["original model", "15 shuffled months", original.rmse, original.r2],
      ["last month's price", "the same 15 months", original.naiveRmse, original.naiveR2],
      ["original model", "last 15 months", wide(honest)?.rmse ?? null, wide(honest)?.r2 ?? null],
      [
        "original model, numbers read correctly",
        "last 15 months",
        wide(corrected)?.rmse ?? null,
        wide(corrected)?.r2 ?? null,
      ],
      [honest.best.name, "last 15 months", honest.best.rmse, honest.best.r2],
      ["last month's price", "last 15 months", honest.naive.rmse, honest.naive.r2],
    ],
    ...(caption === undefined ? {} : { caption }),
  };
}

/** Every forecast in time order, best of the earlier span first. */
export function honestTable({ lines }: HonestResult): Table {
  return {
    kind: "table",
    columns: [
      "forecast",
      "kind",
      { name: "RMSE, months to choose on", unit: "pesos/l", decimals: 2 },
      { name: "RMSE, months after", unit: "pesos/l", decimals: 2 },
      { name: "R2, months after", decimals: 3 },
    ],
    rows: [...lines]
      .sort((a, b) => a.chosenOnRmse - b.chosenOnRmse)
      .map(({ name, kind, chosenOnRmse, rmse, r2 }) => [name, kind, chosenOnRmse, rmse, r2]),
  };
}

/** What became of each appended file, a row per file. */
export function appendTable({ files }: Pick<AppendReport, "files">): Table {
  return {
    kind: "table",
    columns: ["file", "table", "inserted", "duplicate", "refused", "what was refused"],
    rows: files.map((file) => {
      if ("error" in file) return [file.file, "", null, null, null, file.error];
      const { table, inserted, duplicate, differing, refused } = file;
      const differ =
        differing.length === 0 ? [] : [`${differing.join(", ")}: another value than the table has, kept the old`];
      const reasons = [...differ, ...refused.slice(0, 3).map(({ place, reason }) => `${place}: ${reason}`)];
      return [file.file, table, span(inserted), span(duplicate), refused.length, reasons.join("; ")];
    }),
  };
}

/** The history of the model, a row per change of the tables. */
export function historyTable(history: readonly HistoryEntry[]): Table {
  return {
    kind: "table",
    columns: [
      "months",
      { name: "count", decimals: 0 },
      { name: "RMSE", unit: "pesos/l", decimals: 3 },
      { name: "R2", decimals: 4 },
      { name: "RMSE of last month's price", unit: "pesos/l", decimals: 3 },
      "drifted columns",
    ],
    rows: history.map(({ first, last, months, rmse, r2, naiveRmse, driftedColumns, comparedColumns }) => [
      `${first} to ${last}`,
      months,
      rmse,
      r2,
      naiveRmse,
      `${driftedColumns.length} of ${comparedColumns}`,
    ]),
  };
}

function span(months: readonly string[]): string {
  if (months.length === 0) return "none";
  const [first] = months;
  return months.length === 1 ? String(first) : `${months.length}: ${first} to ${months.at(-1)}`;
}
