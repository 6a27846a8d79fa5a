import { checkKnownValue } from "../core/check-known-value.js";
import { ArgumentError } from "../core/errors.js";
import type { Column } from "../table/columns.js";
import type { ChangeTest } from "./change-test.js";
import { chanceMethod, changeTests, comparedAsLabels } from "./change-tests.js";
import { chooseDriftMethod } from "./choose-drift-method.js";
import { type CompleteLimits, completeLimits, type DriftLimits, decideDrift } from "./decide-drift.js";
import { type Distribution, toDistribution } from "./distribution.js";
import { type DriftLevel, levelSeverity } from "./drift-level.js";
import { type DriftEffect, type DriftMethod, type DriftMethodName, isDrift } from "./drift-method.js";
import { formatScore } from "./format-score.js";
import { getDriftMethod } from "./get-drift-method.js";
import { notesOn } from "./notes-on.js";
import { presentCount, type Sample, toSample } from "./sample.js";
import { type SamplePair, samplePair } from "./sample-pair.js";

/** How far one column has moved from its reference. */
export interface ColumnDrift {
  readonly kind: "number" | "category";
  /** Name of the method; `largest-gap` or `moved-share` for the verdict by effect and chance. */
  readonly method: string;
  /** `p-value`: a small score means drift. `distance`: a large one does. */
  readonly scoreIs: "p-value" | "distance";
  readonly score: number;
  readonly threshold: number;
  /** Whether the level is `warn` or `fail`. */
  readonly drifted: boolean;
  /** A method that decides alone knows `none` and `fail` only. */
  readonly level: DriftLevel;
  /** What was found, in words, the largest change first; empty without drift. */
  readonly reasons: readonly string[];
  /**
   * The score again where it is a p-value; for the verdict by chance the probability of such a change without drift,
   * corrected for the number of tests.
   */
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

export interface ColumnDriftOptions extends DriftLimits {
  /**
   * A method of the library by name, or one of your own, which then decides alone, by its threshold.
   * @default the verdict by effect and chance
   */
  readonly method?: DriftMethodName | DriftMethod | undefined;
  /**
   * Threshold of `method`, or of Evidently's choice.
   * @default the method's: 0.05 for p-values and 0.1 for distances
   */
  readonly threshold?: number | undefined;
  /**
   * `chance`: the distance beyond what two samples of these sizes differ by, and its p-value, decide. `evidently`: the
   * method and threshold that Evidently chooses by kind, distinct values and size, with its scores.
   * @default "chance"
   */
  readonly defaults?: "chance" | "evidently" | undefined;
  /**
   * With fewer values on a side the verdict is `too few rows`.
   * @default 30
   */
  readonly minimumRows?: number | undefined;
}

/**
 * How far a column has moved from its reference: score, verdict, sizes, and shares to draw. By default the score is the
 * share of rows that moved beyond chance: for numbers from the largest gap between the cumulative shares
 * (Kolmogorov-Smirnov), for labels and numbers of at most 10 values from the shares of labels (chi-square test of
 * homogeneity); new and lost labels and missing values are tested too. A side without any value, a time column and free
 * text are refused.
 *
 * @example columnDrift({ kind: "number", values: Float64Array.of(1, 2, 3) }, { kind: "number", values: Float64Array.of(1, 2, 3) }).level // "too few rows"
 */
export function columnDrift(reference: Column, current: Column, options: ColumnDriftOptions = {}): ColumnDrift {
  const caller = "columnDrift";
  const pair = samplePair(toSample(reference), toSample(current), caller);
  return decideColumns([measurePair(pair, options, caller)])[0] as ColumnDrift;
}

/** A measured column whose verdict by chance needs the tests of all other columns; without tests it is decided. */
export interface MeasuredColumn {
  readonly drift: ColumnDrift;
  readonly tests?: readonly ChangeTest[] | undefined;
  readonly limits: CompleteLimits;
  readonly judged: boolean;
}

/** Decides measured columns together. */
export function decideColumns(measured: readonly MeasuredColumn[]): readonly ColumnDrift[] {
  const decisions = decideDrift(measured.map(({ tests = [], limits, judged }) => ({ tests, limits, judged })));
  return measured.map(({ drift, tests }, index) => {
    const decision = decisions[index];
    if (tests === undefined || decision === undefined) return drift;
    return { ...drift, ...decision, drifted: levelSeverity(decision.level) > 0 };
  });
}

/** The same of two samples that are already prepared, to be decided. */
export function measurePair(pair: SamplePair, options: ColumnDriftOptions, caller: string): MeasuredColumn {
  const limits = completeLimits(options, caller);
  const method = chosenMethod(pair, options, caller);
  const sides = {
    kind: pair.kind,
    reference: toSide(pair.reference),
    current: toSide(pair.current),
    distribution: toDistribution(pair),
  };
  if (method === undefined) {
    const asLabels = comparedAsLabels(pair);
    const { tests, judged } = changeTests(pair.reference, pair.current, options.minimumRows ?? 30, asLabels);
    const effect = { name: asLabels ? "share moved" : "largest gap", value: tests[0]?.measured ?? 0 };
    const open = { method: chanceMethod(asLabels), scoreIs: "distance", score: 0, threshold: limits.warn } as const;
    const undecided = { drifted: false, level: "none", reasons: [], effect, notes: notesOn(pair) } as const;
    return { drift: { ...sides, ...open, ...undecided }, tests, limits, judged };
  }
  const threshold = options.threshold ?? method.threshold;
  checkChoice(method, threshold, pair, caller);
  const { score, effect } = method.measure(pair);
  const drifted = isDrift(method, score, threshold);
  const drift: ColumnDrift = {
    ...sides,
    method: method.name,
    scoreIs: method.scoreIs,
    score,
    threshold,
    drifted,
    level: drifted ? "fail" : "none",
    reasons: drifted ? [`${method.name.replaceAll("-", " ")} ${formatScore(score)}, threshold ${threshold}`] : [],
    ...(method.scoreIs === "p-value" ? { pValue: score } : {}),
    effect,
    notes: notesOn(pair, { method, score, threshold, effect }),
  };
  return { drift, limits, judged: true };
}

/** The method that decides alone; none when effect and chance decide. */
export function chosenMethod(
  pair: SamplePair,
  { method, threshold, defaults = "chance" }: ColumnDriftOptions,
  caller: string,
): DriftMethod | undefined {
  checkKnownValue(caller, "defaults", defaults, ["chance", "evidently"]);
  if (method !== undefined) return getDriftMethod(method);
  if (defaults === "evidently") return chooseDriftMethod(pair);
  if (threshold === undefined) return undefined;
  throw new ArgumentError(
    `${caller}: threshold needs a method or defaults: "evidently"; the verdict by effect and chance has warn and fail`,
  );
}

function checkChoice(method: DriftMethod, threshold: number, pair: SamplePair, caller: string): void {
  if (!(threshold >= 0))
    throw new ArgumentError(`${caller}: threshold must be 0 or more, got ${threshold}; pass a threshold such as 0.1`);
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
