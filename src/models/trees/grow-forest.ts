import { forestThreads } from "./forest-threads.js";
import { type ForestDraw, type ForestStart, type ForestTree, growForestTree, startForest } from "./grow-forest-tree.js";

/** How many trees, on how many threads. */
interface ForestGrowth {
  readonly trees: number;
  readonly threads: number;
  /** Draws the rows and the seed of the next tree. */
  readonly draw: () => ForestDraw;
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * The trees of a forest in the order they were drawn in: each thread, this one included, grows one at a time, so that
 * they are the same for any number of threads.
 */
export function growForest(start: ForestStart, { trees, threads, draw, onProgress }: ForestGrowth): ForestTree[] {
  const others = forestThreads(Math.min(threads, trees) - 1, start);
  const here = startForest(start);
  const grown: ForestTree[] = [];
  const growing = new Map<(typeof others)[number], number>();
  let finished = 0;
  const finish = (index: number, tree: ForestTree): void => {
    grown[index] = tree;
    finished += 1;
    onProgress?.(finished / trees);
  };
  const takeFrom = (thread: (typeof others)[number]): void => {
    const index = growing.get(thread);
    if (index === undefined) return;
    growing.delete(thread);
    finish(index, thread.take());
  };
  try {
    for (let next = 0; next < trees; next++) {
      const idle = others.find((thread) => !thread.isBusy());
      if (idle === undefined || next === trees - 1) {
        finish(next, growForestTree(here, draw()));
        continue;
      }
      takeFrom(idle);
      growing.set(idle, next);
      idle.give(draw());
    }
    for (const thread of others) takeFrom(thread);
  } finally {
    for (const thread of others) thread.release();
    here.grower.kernel.release?.();
  }
  return grown;
}
