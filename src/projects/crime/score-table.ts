import type { Table } from "cuaderno";
import type { CrimeScore } from "./compare.js";

/** Scores side by side, naive lines first, as they came. */
export function scoreTable(scores: readonly CrimeScore[], caption?: string): Table {
  return {
    kind: "table",
    columns: ["model", "AUC", "MCC", "F1 of arrests", "F1 weighted", "precision", "recall"],
    rows: scores.map((score) => [
      score.kind === "naive" ? `naive: ${score.model}` : score.model,
      ...[score.rocAuc, score.matthewsCorrelation, score.f1, score.f1Weighted, score.precision, score.recall].map(
        (value) => Math.round(value * 10_000) / 10_000,
      ),
    ]),
    ...(caption === undefined ? {} : { caption }),
  };
}
