import type { JsonReader } from "../../core/json-reader.js";
import type { FittedStep } from "../step.js";

/** A step that has chosen among columns. */
export interface FittedSelection extends FittedStep {
  /** What each column looked at scored, in table order. */
  readonly scores: ReadonlyMap<string, number>;
  /** The columns left out. */
  readonly dropped: readonly string[];
}

/** A fitted step that leaves columns out; columns it did not look at pass through. */
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

/** Brings back what `toJSON` of such a step wrote. */
export function restoreSelection(kind: string, json: JsonReader): FittedSelection {
  const scores = json.numbersOrMissing("scores");
  const names = json.strings("columns");
  return fittedSelection(
    kind,
    new Map(names.map((name, place) => [name, scores[place] ?? Number.NaN])),
    json.strings("dropped"),
  );
}
