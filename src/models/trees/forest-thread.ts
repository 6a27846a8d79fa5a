// The program of a thread that grows trees of a forest, bundled into a string: it waits for a message, grows the tree
// on the shared bins and sends it back.
import { type ForestTask, growForestTree, startForest } from "./grow-forest-tree.js";
import { awaitChange, signals } from "./kernel/thread-signals.js";

const { receiveMessageOnPort, workerData } = process.getBuiltinModule("node:worker_threads");
const { signals: own, port } = workerData as { readonly signals: Int32Array; readonly port: ForestPort };

type ForestPort = Parameters<typeof receiveMessageOnPort>[0] & { postMessage(value: unknown): void };

let forest: ReturnType<typeof startForest> | undefined;

for (let done = 0; ; ) {
  awaitChange(own, signals.given, done);
  done = Atomics.load(own, signals.given);
  const received = receiveMessageOnPort(port);
  try {
    const task = received?.message as ForestTask;
    if (task.kind === "forest") forest = startForest(task);
    else if (task.kind === "end") forest = undefined;
    else if (forest !== undefined) port.postMessage(growForestTree(forest, task));
  } catch {
    Atomics.store(own, signals.fault, 1);
  }
  Atomics.store(own, signals.done, done);
  Atomics.notify(own, signals.done);
}
