// The program of a thread of tree training, bundled into a string: it waits for a task, does it on the shared memory
// and signals that it is done.
import { binColumn, type ColumnToBin } from "../bin-column.js";
import { growSubtree } from "../grow-tree.js";
import type { Subtree } from "../growing-tree.js";
import type { TreeGrower } from "../tree-grower.js";
import type { KernelExports } from "./kernel-calls.js";
import {
  awaitChange,
  maximumArguments,
  messageTask,
  signals,
  type ThreadMemory,
  type ThreadMessage,
  type ThreadStart,
  threadFunctions,
} from "./thread-signals.js";
import { toKernel } from "./to-kernel.js";

const { receiveMessageOnPort, workerData } = process.getBuiltinModule("node:worker_threads");
const { signals: own, numbers, port: given } = workerData as ThreadStart;
const port = given as Parameters<typeof receiveMessageOnPort>[0] & { postMessage(value: unknown): void };
let exports: KernelExports | undefined;
let grower: TreeGrower | undefined;

/** Does what each message says, in turn. */
function readMessages(): void {
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    readMessage(received.message as ThreadMessage);
  }
}

function readMessage(message: ThreadMessage): void {
  switch (message.kind) {
    case "memory":
      exports = exportsOn(message.value as ThreadMemory);
      break;
    case "release":
      exports = undefined;
      grower = undefined;
      break;
    case "grower":
      // The arrays are in the memory already.
      grower = {
        ...(message.value as TreeGrower),
        kernel: { ...toKernel(required(exports)), allocate: (arrays) => arrays },
      };
      break;
    case "subtree":
      port.postMessage(growSubtree(required(grower), message.value as Subtree));
      break;
    case "column":
      port.postMessage(binColumn("gradientBoosting", message.value as ColumnToBin));
  }
}

function exportsOn({ module, memory }: ThreadMemory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a thread of the training has no memory");
  return value;
}

for (let done = 0; ; ) {
  awaitChange(own, signals.given, done);
  done = Atomics.load(own, signals.given);
  try {
    const task = Atomics.load(own, signals.task);
    if (task === messageTask) readMessages();
    else {
      const call = required(exports)[threadFunctions[task]];
      numbers[maximumArguments] = call(...numbers.subarray(0, maximumArguments)) ?? 0;
    }
  } catch {
    Atomics.store(own, signals.fault, 1);
  }
  Atomics.store(own, signals.done, done);
  Atomics.notify(own, signals.done);
}
