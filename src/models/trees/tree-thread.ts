// The program of a thread that grows trees, bundled into a string: it waits for messages, does what they say on the
// shared bins and sends the trees back.
import type { BoostedTreesParts } from "./boosted-trees.js";
import { growForestTree, startForest } from "./grow-forest-tree.js";
import { awaitChange, signals } from "./kernel/thread-signals.js";
import { trainTrees } from "./train-trees.js";
import type { BoostingTask, TreeReply, TreeTask } from "./tree-task.js";

const { receiveMessageOnPort, workerData } = process.getBuiltinModule("node:worker_threads");
const { signals: own, port } = workerData as { readonly signals: Int32Array; readonly port: TreePort };

type TreePort = Parameters<typeof receiveMessageOnPort>[0] & { postMessage(value: TreeReply): void };

let forest: ReturnType<typeof startForest> | undefined;

function doTask(task: TreeTask): Omit<TreeReply, "task"> | undefined {
  switch (task.kind) {
    case "forest":
      forest = startForest(task);
      return undefined;
    case "end":
      forest = undefined;
      return undefined;
    case "tree":
      return forest && { tree: growForestTree(forest, task) };
    case "boosting":
      return { boosted: trainParts(task) };
  }
}

/** Boosted trees as data, without their functions. */
function trainParts({ binned, target, options, weights, validation }: BoostingTask): BoostedTreesParts {
  const fitted = trainTrees(binned, target, options, { weights, validation, threads: 1 });
  const { featureNames, objective, quantile, classes, offsets, baseScores, trees, validationErrors } = fitted;
  return { featureNames, objective, quantile, classes, offsets, baseScores, trees, validationErrors };
}

for (let done = 0; ; ) {
  awaitChange(own, signals.given, done);
  done += 1;
  try {
    const reply = doTask(receiveMessageOnPort(port)?.message as TreeTask);
    if (reply !== undefined) port.postMessage({ task: done, ...reply });
  } catch {
    // Who waits finds no reply.
  }
  Atomics.store(own, signals.done, done);
  Atomics.notify(own, signals.done);
}
