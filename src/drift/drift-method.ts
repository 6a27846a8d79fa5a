import type { SamplePair } from "./sample-pair.js";

/** One way to measure how far a sample has moved from its reference. */
export interface DriftMethod {
  readonly name: string;
  /** What it can compare. */
  readonly kinds: readonly ("number" | "category")[];
  /** The threshold when none is given. */
  readonly threshold: number;
  /** `p-value`: a small score means drift. `distance`: a large one does. */
  readonly scoreIs: "p-value" | "distance";
  /** Whether a score equal to the threshold is drift. */
  readonly atThreshold: boolean;
  measure(pair: SamplePair): DriftMeasure;
}

/** The result of a method. */
export interface DriftMeasure {
  readonly score: number;
  /** How large the change is, next to a p-value that only says how certain a change is; or a second distance. */
  readonly effect?: DriftEffect | undefined;
}

export interface DriftEffect {
  /** Name of the measure. */
  readonly name: string;
  readonly value: number;
}

/** The names of the methods that come with the library. */
export type DriftMethodName =
  | "kolmogorov-smirnov"
  | "wasserstein"
  | "population-stability-index"
  | "jensen-shannon"
  | "kullback-leibler"
  | "chi-square"
  | "proportion-z";

/** Whether a score of this method means drift. */
export function isDrift(method: DriftMethod, score: number, threshold: number): boolean {
  if (score === threshold) return method.atThreshold;
  return method.scoreIs === "p-value" ? score < threshold : score > threshold;
}
