import type { Pruner } from "./pruner.js";

/**
 * A pruner that never prunes, as Optuna's `NopPruner`: it switches off the pruning of `tune`.
 *
 * @example nopPruner().kind // "none"
 */
export function nopPruner(): Pruner {
  return { kind: "none", shouldPrune: () => false };
}
