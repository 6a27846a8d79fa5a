import { ArgumentError } from "../../core/errors.js";
import { lastOnGrid } from "../samplers/last-on-grid.js";
import type { RealParameter } from "./parameter.js";

/**
 * A parameter that is a number from `low` to `high`, both included.
 *
 * `log` searches on a logarithmic scale and needs `low` above 0. `step` allows only `low`, `low + step`, …;
 * a `high` that `step` does not reach is lowered to the last value it does, as Optuna does. The two exclude each other.
 *
 * @example real(0, 1, { step: 0.3 }).high // 0.9
 */
export function real(
  low: number,
  high: number,
  { log = false, step }: { readonly log?: boolean; readonly step?: number } = {},
): RealParameter {
  const place = `real(${low}, ${high})`;
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw new ArgumentError(`${place}: bounds must be finite numbers`);
  if (low > high) throw new ArgumentError(`${place}: low must not be above high; give the smaller bound first`);
  if (log && low <= 0) {
    throw new ArgumentError(`${place}: a logarithmic scale needs low above 0; raise low or leave out log`);
  }
  if (step === undefined) return { kind: "real", low, high, log, step: null };
  if (log) throw new ArgumentError(`${place}: step ${step} cannot be used with log; leave out one of them`);
  if (!(step > 0) || !Number.isFinite(step)) throw new ArgumentError(`${place}: step must be above 0, got ${step}`);
  return { kind: "real", low, high: lastOnGrid(low, high, step), log, step };
}
