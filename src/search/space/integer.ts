import { ArgumentError } from "../../core/errors.js";
import { lastOnGrid } from "../samplers/last-on-grid.js";
import type { IntegerParameter } from "./space-parameter.js";

/**
 * An integer parameter from `low` to `high`, both included.
 *
 * `log` searches on a logarithmic scale and needs `low` >= 1. `step` allows only `low`, `low + step`, …;
 * `high` is lowered to the last such value, as in Optuna. `log` and `step` exclude each other.
 *
 * @throws ArgumentError for invalid bounds or options
 *
 * @example integer(100, 1000, { step: 400 }).high // 900
 */
export function integer(
  low: number,
  high: number,
  { log = false, step = 1 }: { readonly log?: boolean | undefined; readonly step?: number | undefined } = {},
): IntegerParameter {
  const call = `integer(${low}, ${high})`;
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) {
    throw new ArgumentError(`${call}: expected integer bounds; use real(${low}, ${high}) for fractions`);
  }
  if (low > high) throw new ArgumentError(`${call}: low is greater than high; swap them`);
  if (log && low < 1) {
    throw new ArgumentError(`${call}: log: expected low >= 1; raise low or leave out log`);
  }
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new ArgumentError(`${call}: step: expected an integer >= 1, got ${step}; pass step: 1, or leave it out`);
  }
  if (log && step !== 1) {
    throw new ArgumentError(`${call}: step ${step} cannot be used with log; leave out one of them`);
  }
  return { kind: "integer", low, high: lastOnGrid(low, high, step), log, step };
}
