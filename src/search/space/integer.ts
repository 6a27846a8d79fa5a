import { ArgumentError } from "../../core/errors.js";
import { lastOnGrid } from "../samplers/last-on-grid.js";
import type { IntegerParameter } from "./parameter.js";

/**
 * A parameter that is a whole number from `low` to `high`, both included.
 *
 * `log` searches on a logarithmic scale and needs `low` of at least 1. `step` allows only `low`, `low + step`, …;
 * a `high` that `step` does not reach is lowered to the last value it does, as Optuna does. The two exclude each other.
 *
 * @example integer(100, 1000, { step: 400 }).high // 900
 */
export function integer(
  low: number,
  high: number,
  { log = false, step = 1 }: { readonly log?: boolean; readonly step?: number } = {},
): IntegerParameter {
  const place = `integer(${low}, ${high})`;
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) {
    throw new ArgumentError(`${place}: bounds must be whole numbers; use real(${low}, ${high}) for fractions`);
  }
  if (low > high) throw new ArgumentError(`${place}: low must not be above high; give the smaller bound first`);
  if (log && low < 1) {
    throw new ArgumentError(`${place}: a logarithmic scale needs low of at least 1; raise low or leave out log`);
  }
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new ArgumentError(`${place}: step must be a whole number of at least 1, got ${step}`);
  }
  if (log && step !== 1) {
    throw new ArgumentError(`${place}: step ${step} cannot be used with log; leave out one of them`);
  }
  return { kind: "integer", low, high: lastOnGrid(low, high, step), log, step };
}
