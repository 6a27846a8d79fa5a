import type { DataFrame } from "nodejs-polars";
import type { TargetColumn } from "../../pipeline/describe-target.js";
import type { ExplainedRow } from "../../pipeline/explain-rows.js";
import type { PredictedRow } from "../../pipeline/predict-rows.js";
import { loadPolars } from "../../table/load-polars.js";
import type { RecordChunk } from "./record-chunk.js";

/** What the frame of predictions has besides them. */
export interface PredictionFrameOptions {
  /** Columns of the rows that it has first. */
  readonly keep: readonly string[];
  /** Number of contributions of each row. */
  readonly explain: number;
  readonly target: TargetColumn | undefined;
}

/**
 * The valid rows of a chunk as a frame: the columns of `keep`, `prediction`, for classifiers `probability_<class>`, and
 * for explained rows `expected`, `feature_1`, `contribution_1`, ...
 */
export function predictionFrame(
  { rows, frame: source }: RecordChunk,
  predicted: readonly (PredictedRow | ExplainedRow)[],
  { keep, explain, target }: PredictionFrameOptions,
): DataFrame {
  const pl = loadPolars();
  const valid = predicted.flatMap((row, index) => (row.valid ? [index] : []));
  const strings = (name: string, values: readonly (string | null)[]) => pl.Series(name, [...values], pl.Utf8);
  const numbers = (name: string, values: readonly (number | null)[]) => pl.Series(name, [...values], pl.Float64);
  const of = (index: number): PredictedRow | undefined => predicted[index];
  const values = valid.map((index) => of(index)?.prediction ?? null);
  const prediction =
    target?.labels === undefined
      ? numbers(
          "prediction",
          values.map((value) => (typeof value === "number" ? value : null)),
        )
      : strings(
          "prediction",
          values.map((value) => (value === null ? null : String(value))),
        );
  const classes = target?.classes?.map((value) => target.labels?.[value] ?? String(value)) ?? [];
  const probabilities = classes.map((name) =>
    numbers(
      `probability_${name}`,
      valid.map((index) => of(index)?.probabilities?.[name] ?? null),
    ),
  );
  const explained = valid.map((index) => predicted[index] as ExplainedRow);
  const contributions = Array.from({ length: explain }, (_, rank) => [
    strings(
      `feature_${rank + 1}`,
      explained.map((row) => row.contributions[rank]?.feature ?? null),
    ),
    numbers(
      `contribution_${rank + 1}`,
      explained.map((row) => row.contributions[rank]?.contribution ?? null),
    ),
  ]).flat();
  const expected =
    explain > 0
      ? [
          numbers(
            "expected",
            explained.map((row) => row.expected),
          ),
        ]
      : [];
  const copied = keep.map((name) =>
    source?.columns.includes(name)
      ? source.getColumn(name).gather(valid)
      : strings(
          name,
          valid.map((index) => toCellString(rows[index]?.[name])),
        ),
  );
  return pl.DataFrame([...copied, prediction, ...probabilities, ...expected, ...contributions]);
}

function toCellString(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
