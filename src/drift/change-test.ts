/** One question to a column, with the size of the change and the probability that it is chance. */
export interface ChangeTest {
  readonly about: "values" | "other values" | "new labels" | "lost labels" | "missing";
  /** The change as measured, a share of rows 0..1. */
  readonly measured: number;
  /** What two samples of these sizes from one distribution differ by on average. */
  readonly byChance: number;
  /** The change beyond chance, weighted by how much it matters; compared with the limits of warn and fail. */
  readonly size: number;
  /** Probability of a change at least this large without any drift. */
  readonly pValue: number;
  /** The change in words. */
  readonly reason: string;
}

/** A model knows neither a new label nor a missing value, so these count double. */
export const unknownWeight = 2;

/** A measured distance without what chance adds to it: distances of independent causes add as squares. */
export function beyond(measured: number, byChance: number): number {
  return Math.sqrt(Math.max(0, measured * measured - byChance * byChance));
}
