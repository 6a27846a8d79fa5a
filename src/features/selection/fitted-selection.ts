import type { JsonReader } from "../../core/json-reader.js";
import type { FittedStep } from "../step.js";

/** A fitted step that has selected columns. */
export interface FittedSelection extends FittedStep {
  /** The score of each candidate column, in table order. */
  readonly scores: ReadonlyMap<string, number>;
  /** The dropped columns. */
  readonly dropped: readonly string[];
}

/** A fitted step that drops columns; columns that were not candidates pass through. */
export function fittedSelection(
  kind: string,
  scores: ReadonlyMap<string, number>,
  dropped: readonly string[],
): FittedSelection {
  return {
    kind,
    scores,
    dropped,
    inputs: [],
    outputs: [],
    transform: (columns) => ({
      kind: "columns",
      rowCount: columns.rowCount,
      byName: new Map([...columns.byName].filter(([name]) => !dropped.includes(name))),
    }),
    toJSON: () => ({
      kind,
      columns: [...scores.keys()],
      scores: [...scores.values()].map((score) => (Number.isFinite(score) ? score : null)),
      dropped: [...dropped],
    }),
  };
}

/** A fitted step of this kind from its JSON. */
export function restoreSelection(kind: string, json: JsonReader): FittedSelection {
  const scores = json.numbersOrMissing("scores");
  const names = json.strings("columns");
  return fittedSelection(
    kind,
    new Map(names.map((name, index) => [name, scores[index] ?? Number.NaN])),
    json.strings("dropped"),
  );
}
