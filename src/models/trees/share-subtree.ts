import { insertNodes } from "./growing-nodes.js";
import type { GrowingTree, GrownSubtree, SplitNode, Subtree } from "./growing-tree.js";
import type { KernelThread } from "./kernel/kernel-threads.js";

/** Gives a thread the second largest of the waiting nodes where that is worth it: the largest may be shared again. */
export function shareSubtree(tree: GrowingTree, thread: KernelThread): void {
  takeSubtree(tree, thread);
  const { waiting, binned, settings, features, plan, offset, roundingError } = tree;
  const size = ({ node: { start, end, depth } }: SplitNode): number => (end - start) * (settings.depth - depth);
  const [, second] = [...waiting].sort((a, b) => size(b) - size(a));
  const cells = second === undefined ? 0 : size(second) * (binned.codeOffsets.length - 1);
  if (second === undefined || cells < (tree.kernel.helpers?.minimumCells ?? 0)) return;
  waiting.splice(waiting.indexOf(second), 1);
  tree.elsewhere.set(thread, second.node.node);
  const value: Subtree = { root: second, features, planned: plan.count, offset, roundingError };
  thread.post({ kind: "subtree", value });
}

/** Adds the nodes that a thread has grown. */
export function takeSubtree({ elsewhere, nodes, spareHistograms }: GrowingTree, thread: KernelThread): void {
  const root = elsewhere.get(thread);
  if (root === undefined) return;
  elsewhere.delete(thread);
  const { nodes: grown, histogram } = thread.receive() as GrownSubtree;
  insertNodes(nodes, root, grown);
  if (histogram !== undefined) spareHistograms.push(histogram);
}
