import { ArgumentError } from "../core/errors.js";
import type { Column } from "../table/columns.js";
import { chooseDriftMethod } from "./choose-drift-method.js";
import { type Distribution, toDistribution } from "./distribution.js";
import { type DriftEffect, type DriftMethod, type DriftMethodName, isDrift } from "./drift-method.js";
import { getDriftMethod } from "./get-drift-method.js";
import { notesOn } from "./notes-on.js";
import { presentCount, type Sample, toSample } from "./sample.js";
import { type SamplePair, samplePair } from "./sample-pair.js";

/** How far one column has moved from its reference. */
export interface ColumnDrift {
  readonly kind: "number" | "category";
  readonly method: string;
  /** `p-value`: a small score means drift. `distance`: a large one does. */
  readonly scoreIs: "p-value" | "distance";
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
  /** The score again where it is a p-value. */
  readonly pValue?: number | undefined;
  /** How large the change is, or a second opinion; which of them says its name. */
  readonly effect?: DriftEffect | undefined;
  readonly reference: DriftSide;
  readonly current: DriftSide;
  /** Shares to draw. The binned methods use their own, finer bins. */
  readonly distribution: Distribution;
  /** What a reader should know before believing the score, one sentence each. */
  readonly notes: readonly string[];
}

/** One side of the comparison. */
export interface DriftSide {
  readonly rowCount: number;
  /** Rows with a value; infinities count as missing. */
  readonly count: number;
  readonly missing: number;
  /** missing / rowCount. */
  readonly missingShare: number;
}

export interface ColumnDriftOptions {
  /**
   * A method of the library by name, or one of your own. Default: by kind, distinct values and size, as Evidently
   * chooses.
   */
  readonly method?: DriftMethodName | DriftMethod | undefined;
  /** Default: the method's own, 0.05 for p-values and 0.1 for distances. */
  readonly threshold?: number | undefined;
}

/**
 * How far a column has moved from its reference: the score of one method, its verdict, sizes, and shares to draw.
 * Missing values and infinities are left out on each side; a side without any value, a time column and free text are
 * refused.
 *
 * @example columnDrift({ kind: "number", values: Float64Array.of(1, 2, 3) }, { kind: "number", values: Float64Array.of(1, 2, 3) }).drifted // false
 */
export function columnDrift(reference: Column, current: Column, options: ColumnDriftOptions = {}): ColumnDrift {
  const caller = "columnDrift";
  const pair = samplePair(toSample(reference), toSample(current), caller);
  return measurePair(pair, options, caller);
}

/** The same of two samples that are already prepared. */
export function measurePair(pair: SamplePair, { method, threshold }: ColumnDriftOptions, caller: string): ColumnDrift {
  const chosen = method === undefined ? chooseDriftMethod(pair) : getDriftMethod(method);
  const limit = threshold ?? chosen.threshold;
  checkChoice(chosen, limit, pair, caller);
  const { score, effect } = chosen.measure(pair);
  return {
    kind: pair.kind,
    method: chosen.name,
    scoreIs: chosen.scoreIs,
    score,
    threshold: limit,
    drifted: isDrift(chosen, score, limit),
    ...(chosen.scoreIs === "p-value" ? { pValue: score } : {}),
    ...(effect === undefined ? {} : { effect }),
    reference: toSide(pair.reference),
    current: toSide(pair.current),
    distribution: toDistribution(pair),
    notes: notesOn(pair, chosen, score, limit, effect),
  };
}

function checkChoice(method: DriftMethod, threshold: number, pair: SamplePair, caller: string): void {
  if (!(threshold >= 0)) throw new ArgumentError(`${caller}: threshold must be 0 or more, got ${threshold}`);
  if (!method.kinds.includes(pair.kind)) {
    throw new ArgumentError(
      `${caller}: method "${method.name}" compares ${method.kinds.join(" and ")} columns, this one is a ${pair.kind}; use "jensen-shannon" or leave the choice to the library`,
    );
  }
}

function toSide(sample: Sample): DriftSide {
  const count = presentCount(sample);
  const missing = sample.rowCount - count;
  return { rowCount: sample.rowCount, count, missing, missingShare: missing / sample.rowCount };
}
