// The program of a thread of tree training, bundled into a string: it waits for a task, does it on the shared memory
// and signals that it is done.
import type { KernelExports } from "./kernel-calls.js";
import {
  attachTask,
  awaitChange,
  maximumArguments,
  signals,
  type ThreadMemory,
  type ThreadStart,
  threadFunctions,
} from "./thread-signals.js";

const { receiveMessageOnPort, workerData } = process.getBuiltinModule("node:worker_threads");
const { signals: own, numbers, port } = workerData as ThreadStart;
let functions: readonly ((...parameters: readonly number[]) => number)[] = [];

/** Takes the functions on each memory that was sent, in turn; none when it was taken back. */
function attach(): void {
  for (;;) {
    const received = receiveMessageOnPort(port as Parameters<typeof receiveMessageOnPort>[0]);
    if (received === undefined) return;
    const { message } = received as { readonly message: ThreadMemory | undefined };
    functions = message === undefined ? [] : functionsOn(message);
  }
}

function functionsOn({ module, memory }: ThreadMemory): typeof functions {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return threadFunctions.map((name) => (exports as unknown as KernelExports)[name]);
}

for (let done = 0; ; ) {
  awaitChange(own, signals.given, done);
  done = Atomics.load(own, signals.given);
  try {
    const task = Atomics.load(own, signals.task);
    if (task === attachTask) attach();
    else numbers[maximumArguments] = functions[task](...numbers.subarray(0, maximumArguments)) ?? 0;
  } catch {
    Atomics.store(own, signals.fault, 1);
  }
  Atomics.store(own, signals.done, done);
  Atomics.notify(own, signals.done);
}
