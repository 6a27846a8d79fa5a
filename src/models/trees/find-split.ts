import { planEntrySize } from "./kernel/plan-columns.js";
import { scanColumns } from "./kernel/scan-columns.js";
import { boundedValue, scanMonotone, valueScore } from "./kernel/scan-monotone.js";
import type { ColumnPlan, Histogram, ScanLimits, SplitWorkspace, TreeKernel } from "./kernel/tree-kernel.js";

/** Settings of the gain of a split, with XGBoost's names and meaning. */
export interface SplitSettings {
  /** L2 penalty on leaf values. */
  readonly lambda: number;
  /** L1 penalty on leaf values. */
  readonly alpha: number;
  /** Minimum gain of a split. */
  readonly gamma: number;
  /** Minimum sum of second derivatives on each side: the number of rows, for squared error. */
  readonly minChildWeight: number;
  /**
   * For each column 1 where predictions may only rise with it, -1 where they may only fall, else 0. Undefined: no
   * constraint.
   */
  readonly monotone: Int8Array | undefined;
}

/** The best split of a node. */
export interface Split {
  readonly feature: number;
  /** Rows in this bin of the column or a lower one go left. */
  readonly bin: number;
  readonly defaultLeft: boolean;
  readonly gain: number;
  readonly leftGradient: number;
  readonly leftWeight: number;
  /** For a column of categories: a 1 for each code whose rows go right; `bin` has no meaning then. */
  readonly goesRight?: Uint8Array | undefined;
}

/** Sums over a node, and the bounds of its value set by monotone columns above it. */
export interface NodeSums {
  readonly gradient: number;
  readonly weight: number;
  readonly lower: number;
  readonly upper: number;
}

/** Gains and weights up to these are rounding errors, in the unit of the tree's target. */
export interface RoundingError {
  readonly gain: number;
  readonly weight: number;
}

/**
 * The split with the largest gain above rounding errors, or undefined. Missing values are tried on both sides; in a
 * node without any they follow the heavier side. Of equal gains the first column and lowest bin win.
 */
export function findSplit(
  kernel: TreeKernel,
  workspace: SplitWorkspace,
  plan: ColumnPlan,
  histogram: Histogram,
  node: NodeSums,
  settings: SplitSettings,
  roundingError: RoundingError,
): Split | undefined {
  const { gradient, weight } = node;
  const { lambda, alpha, monotone } = settings;
  const minWeight = Math.max(settings.minChildWeight, roundingError.weight, Number.MIN_VALUE);
  const limits: ScanLimits = { gradient, weight, lambda, alpha, minWeight, roundingError: roundingError.weight };
  const parentScore = valueScore(gradient, weight, lambda, alpha, boundedValue(gradient, weight, lambda, alpha, node));
  const minScore = Math.max(settings.gamma, roundingError.gain) + parentScore;
  const { bins, found } = workspace;
  const chosen =
    monotone === undefined
      ? kernel.findSplit(plan, histogram, workspace, limits, minScore)
      : scanColumns(plan, histogram, workspace, minScore, (feature, cutCount, mayMiss, best) =>
          scanMonotone(bins, cutCount, mayMiss, limits, best, found, monotone[feature], node),
        );
  if (chosen < 0) return undefined;
  return {
    feature: plan.entries[chosen * planEntrySize + 7],
    bin: found[3],
    defaultLeft: found[4] === 1,
    gain: found[0] - parentScore,
    leftGradient: found[1],
    leftWeight: found[2],
  };
}
