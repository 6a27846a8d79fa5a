import { planWidth } from "./kernel/plan-columns.js";
import { scanColumns } from "./kernel/scan-columns.js";
import { boundedValue, scanMonotone, valueScore } from "./kernel/scan-monotone.js";
import type { ColumnPlan, Histogram, ScanLimits, SplitRoom, TreeKernel } from "./kernel/tree-kernel.js";

/** What weighs a split, with XGBoost's names and meaning. */
export interface SplitSettings {
  /** L2 penalty on leaf values. */
  readonly lambda: number;
  /** L1 penalty on leaf values. */
  readonly alpha: number;
  /** Least gain of a split. */
  readonly gamma: number;
  /** Least sum of second derivatives on each side: the number of rows, for squared error. */
  readonly minChildWeight: number;
  /** For each column 1 where the answer may only rise with it, -1 where it may only fall, else 0. Undefined: all are free. */
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
  readonly goesRight?: Uint8Array;
}

/** Sums over a node, and the bounds that monotone columns above it set for its value. */
export interface NodeSums {
  readonly gradient: number;
  readonly weight: number;
  readonly lower: number;
  readonly upper: number;
}

/** What is rounding noise in a tree, whatever the target's unit. */
export interface NoiseFloor {
  readonly gain: number;
  readonly weight: number;
}

/**
 * The split with the largest gain above the noise, or undefined. Missing values are tried on both sides; where the node has none
 * they will follow the heavier side. Of equal gains the first column and lowest bin win.
 */
export function findSplit(
  kernel: TreeKernel,
  room: SplitRoom,
  plan: ColumnPlan,
  histogram: Histogram,
  node: NodeSums,
  settings: SplitSettings,
  noise: NoiseFloor,
): Split | undefined {
  const { gradient, weight } = node;
  const { lambda, alpha, monotone } = settings;
  const leastWeight = Math.max(settings.minChildWeight, noise.weight, Number.MIN_VALUE);
  const limits: ScanLimits = { gradient, weight, lambda, alpha, leastWeight, noise: noise.weight };
  const parentScore = valueScore(gradient, weight, lambda, alpha, boundedValue(gradient, weight, lambda, alpha, node));
  const least = Math.max(settings.gamma, noise.gain) + parentScore;
  const { bins, found } = room;
  const chosen =
    monotone === undefined
      ? kernel.findSplit(plan, histogram, room, limits, least)
      : scanColumns(plan, histogram, room, least, (feature, cutCount, mayMiss, best) =>
          scanMonotone(bins, cutCount, mayMiss, limits, best, found, monotone[feature], node),
        );
  if (chosen < 0) return undefined;
  return {
    feature: plan.entries[chosen * planWidth + 7],
    bin: found[3],
    defaultLeft: found[4] === 1,
    gain: found[0] - parentScore,
    leftGradient: found[1],
    leftWeight: found[2],
  };
}
