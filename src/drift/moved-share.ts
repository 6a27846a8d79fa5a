import type { DriftEffect } from "./drift-method.js";
import type { ValueCounts } from "./sample-pair.js";

/**
 * The share of rows that would have to change their value for both samples to agree: total variation distance, 0..1.
 */
export function movedShare({ reference, current }: ValueCounts): DriftEffect {
  const first = reference.reduce((total, count) => total + count, 0);
  const second = current.reduce((total, count) => total + count, 0);
  const gaps = reference.reduce((total, count, bin) => total + Math.abs(count / first - current[bin] / second), 0);
  return { name: "share moved", value: gaps / 2 };
}
