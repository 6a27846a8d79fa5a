import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import type { CompleteBoostingOptions } from "./gradient-boosting-options.js";
import { packTrees } from "./pack-trees.js";
import { trainTrees } from "./train-trees.js";
import type { BinnedTraining } from "./tree-task.js";
import { treeThreads } from "./tree-threads.js";

/** Cells times rounds of a model from which a thread for it saves more time than it costs. */
const minimumWork = 20_000_000;

/** Whether models of this size are better fitted side by side than each on all threads. */
export function areWorthThreads({ rounds }: CompleteBoostingOptions, rowCount: number, columnCount: number): boolean {
  return rowCount * columnCount * rounds >= minimumWork;
}

/**
 * Boosted trees with the same options for each of several trainings, whose bins are in shared memory: as many at a time
 * as there are threads, and each of the rest on all threads. They are those of `fitBinned`.
 */
export function boostEach(
  options: CompleteBoostingOptions,
  trainings: readonly BinnedTraining[],
  threads: number,
): readonly BoostedTrees[] {
  const others = treeThreads("gradientBoosting", Math.min(threads, trainings.length) - 1);
  const together = others.length + 1;
  const sideBySide = trainings.length - (trainings.length % together);
  const here = (index: number, own: number): BoostedTrees => {
    const { binned, target, weights, validation } = trainings[index];
    return trainTrees(binned, target, options, { weights, validation, threads: own });
  };
  const fitted: BoostedTrees[] = [];
  for (let first = 0; first < sideBySide; first += together) {
    others.forEach((thread, index) => {
      thread.give({ kind: "boosting", options, ...trainings[first + 1 + index] });
    });
    fitted[first] = here(first, 1);
    others.forEach((thread, position) => {
      const index = first + 1 + position;
      const parts = thread.receive()?.boosted;
      // What fails there fails here with its message.
      fitted[index] = parts === undefined ? here(index, 1) : boostedTrees(parts, packTrees);
    });
  }
  for (let index = sideBySide; index < trainings.length; index++) fitted[index] = here(index, threads);
  return fitted;
}
