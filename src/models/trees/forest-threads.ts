import { FailedError } from "../../core/errors.js";
import type { ForestDraw, ForestStart, ForestTree } from "./grow-forest-tree.js";
import { treeThreads } from "./tree-threads.js";

/** A thread that grows trees of a forest, one at a time. */
export interface ForestThread {
  isBusy(): boolean;
  /** Begins a tree. */
  give(draw: ForestDraw): void;
  /** The tree, when it is grown. */
  take(): ForestTree;
  /** Ends the use of the forest's bins. */
  release(): void;
}

/** `count` threads in addition to this one for a forest; none where threads cannot be started. */
export function forestThreads(count: number, start: ForestStart): readonly ForestThread[] {
  return treeThreads("randomForest", count).map((thread) => {
    thread.give(start);
    return {
      isBusy: thread.isBusy,
      give: thread.give,
      take() {
        const tree = thread.receive()?.tree;
        if (tree === undefined) {
          throw new FailedError("randomForest: a thread of the training failed; set threads to 1");
        }
        return tree;
      },
      release: () => thread.give({ kind: "end" }),
    };
  });
}
