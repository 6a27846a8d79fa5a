import type { RandomSource } from "../../core/random-source.js";
import type { NodeSums, RoundingError, Split } from "./find-split.js";
import type { GrowingNodes } from "./growing-nodes.js";
import type { KernelThread } from "./kernel/kernel-threads.js";
import type { ColumnPlan, Histogram } from "./kernel/tree-kernel.js";
import type { TreeGrower } from "./tree-grower.js";

/**
 * The value of a leaf, before the learning rate, from `rows[start..end)`; for losses whose hessians do not give the
 * best value.
 */
export type LeafValue = (rows: Int32Array, start: number, end: number) => number;

export interface OpenNode {
  readonly node: number;
  readonly sums: NodeSums;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/** A node with its best split. */
export interface SplitNode {
  readonly node: OpenNode;
  readonly histogram: Histogram;
  readonly split: Split;
}

/** A split of a tree whose children are grown in another thread, on the rows and the plan of the same memory. */
export interface Subtree {
  readonly root: SplitNode;
  readonly features: Int32Array;
  /** The number of columns of the plan. */
  readonly planned: number;
  readonly offset: number;
  readonly roundingError: RoundingError;
}

/** The nodes of a subtree, its root first, and a histogram in return for that of its root. */
export interface GrownSubtree {
  readonly nodes: GrowingNodes;
  readonly histogram: Histogram | undefined;
}

/** A tree while it grows. */
export interface GrowingTree extends TreeGrower {
  readonly features: Int32Array;
  /** Where the scores of the tree's output start. */
  readonly offset: number;
  readonly random: RandomSource;
  readonly leafValue: LeafValue | undefined;
  readonly nodes: GrowingNodes;
  readonly roundingError: RoundingError;
  /** Nodes with a split that has not been applied. */
  readonly waiting: SplitNode[];
  /** The columns that the next split may use. */
  drawn: Int32Array;
  plan: ColumnPlan;
  leaves: number;
  /** The roots of the subtrees that other threads grow. */
  readonly elsewhere: Map<KernelThread, number>;
}
