import type { ExplainedRow } from "../pipeline/explain-rows.js";
import type { PredictedRow } from "../pipeline/predict-rows.js";
import { csvText } from "./csv-text.js";

/**
 * Predictions as CSV: `prediction`, `probability_<class>`, `valid`, `problems`, and for explained rows `expected`,
 * `feature_1`, `contribution_1`, ...
 */
export function formatPredictionsCsv(predicted: readonly (PredictedRow | ExplainedRow)[]): string {
  const rows = predicted.map(toCells);
  const header = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return csvText(
    header,
    rows.map((row) => header.map((name) => row.get(name))),
  );
}

function toCells(row: PredictedRow | ExplainedRow): ReadonlyMap<string, unknown> {
  const { prediction, probabilities = {}, valid, problems } = row;
  const explained = "contributions" in row ? row : undefined;
  return new Map<string, unknown>([
    ["prediction", prediction],
    ...Object.entries(probabilities).map(([name, value]): [string, unknown] => [`probability_${name}`, value]),
    ["valid", valid],
    ["problems", problems.map(({ message }) => message).join("; ")],
    ...(explained === undefined ? [] : [["expected", explained.expected] satisfies [string, unknown]]),
    ...(explained?.contributions ?? []).flatMap(({ feature, contribution }, rank): [string, unknown][] => [
      [`feature_${rank + 1}`, feature],
      [`contribution_${rank + 1}`, contribution],
    ]),
  ]);
}
