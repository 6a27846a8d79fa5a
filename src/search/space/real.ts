import { ArgumentError } from "../../core/errors.js";
import { lastOnGrid } from "../samplers/last-on-grid.js";
import type { RealParameter } from "./space-parameter.js";

/**
 * A floating-point parameter from `low` to `high`, both included.
 *
 * `log` searches on a logarithmic scale and needs `low` > 0. `step` allows only `low`, `low + step`, …;
 * `high` is lowered to the last such value, as in Optuna. `log` and `step` exclude each other.
 *
 * @throws ArgumentError for invalid bounds or options
 *
 * @example real(0, 1, { step: 0.3 }).high // 0.9
 */
export function real(
  low: number,
  high: number,
  { log = false, step }: { readonly log?: boolean | undefined; readonly step?: number | undefined } = {},
): RealParameter {
  const call = `real(${low}, ${high})`;
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw new ArgumentError(`${call}: expected finite bounds; give two numbers such as 0 and 1`);
  if (low > high) throw new ArgumentError(`${call}: low is greater than high; swap them`);
  if (!Number.isFinite(high - low))
    throw new ArgumentError(`${call}: high - low exceeds the largest number, 1.8e308; narrow the bounds`);
  if (log && low <= 0) {
    throw new ArgumentError(`${call}: log: expected low > 0; raise low or leave out log`);
  }
  if (step === undefined) return { kind: "real", low, high, log, step: null };
  if (log) throw new ArgumentError(`${call}: step ${step} cannot be used with log; leave out one of them`);
  if (!(step > 0) || !Number.isFinite(step))
    throw new ArgumentError(`${call}: step: expected a number > 0, got ${step}; pass step: 0.1, or leave it out`);
  if (!Number.isSafeInteger(Math.floor((high - low) / step)))
    throw new ArgumentError(`${call}: step ${step} is too small for the bounds; raise step, or leave it out`);
  return { kind: "real", low, high: lastOnGrid(low, high, step), log, step };
}
