import { FailedError } from "../../../core/errors.js";
import { code } from "./kernel-thread.ts?bundled";
import {
  awaitChange,
  maximumArguments,
  messageTask,
  signals,
  type ThreadMessage,
  type ThreadStart,
  threadFunctions,
} from "./thread-signals.js";

/** A thread that calls the kernel's functions on shared memory, or does what a message says, one at a time. */
export interface KernelThread {
  /** Whether it has started and has the memory: until then the others do its part. */
  isReady(): boolean;
  /** Begins a call. */
  give(name: (typeof threadFunctions)[number], parameters: readonly number[]): void;
  /** The result of the call that was given. */
  take(): number;
  /** Sends a message. */
  post(message: ThreadMessage): void;
  /** The reply to a message, when it is there. */
  receive(): unknown;
}

type Threads = typeof import("node:worker_threads");

/** Most threads of a fit: more find no columns to share. */
const mostThreads = 8;

/** Longer than any call takes, in seconds. */
const patience = 120;

/** Threads that were started, which sleep between fits and do not keep the process alive. */
const started: KernelThread[] = [];

/**
 * The number of threads by default: one per core in the main thread of Node, one elsewhere. Threads of a search fit a
 * model each already.
 */
export function defaultThreads(): number {
  const { isMainThread } = builtin<Threads>("node:worker_threads") ?? { isMainThread: false };
  if (!isMainThread) return 1;
  return builtin<typeof import("node:os")>("node:os")?.availableParallelism() ?? 1;
}

/** `count - 1` threads in addition to this one, at most seven; none where threads cannot be started. */
export function kernelThreads(count: number): readonly KernelThread[] {
  const threads = builtin<Threads>("node:worker_threads");
  if (threads === undefined) return [];
  const missing = Math.min(count, mostThreads) - 1;
  while (started.length < missing) started.push(startThread(threads));
  return started.slice(0, missing);
}

/**
 * A module of Node, looked up at run time: this folder also runs in browsers, which have none and train in one thread.
 */
function builtin<Module>(name: string): Module | undefined {
  const host = (globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }).process;
  return host?.getBuiltinModule?.(name) as Module | undefined;
}

function startThread({ Worker, MessageChannel, receiveMessageOnPort }: Threads): KernelThread {
  const own = new Int32Array(new SharedArrayBuffer(4 * signals.length));
  const numbers = new Float64Array(new SharedArrayBuffer(8 * (maximumArguments + 1)));
  const { port1, port2 } = new MessageChannel();
  const workerData: ThreadStart = { signals: own, numbers, port: port2 };
  const options = { eval: true, name: "cuaderno trees", execArgv: [], env: {}, transferList: [port2] };
  new Worker(code, { ...options, workerData }).unref();
  let given = 0;
  const fail = (what: string): never => {
    started.splice(0, started.length, ...started.filter((other) => other !== thread));
    throw new FailedError(`gradientBoosting: a thread of the training ${what}; set threads to 1`);
  };
  const give = (task: number): void => {
    Atomics.store(own, signals.task, task);
    given += 1;
    Atomics.store(own, signals.given, given);
    Atomics.notify(own, signals.given);
  };
  const thread: KernelThread = {
    isReady: () => Atomics.load(own, signals.done) === given,
    give(name, parameters) {
      numbers.set(parameters);
      give(threadFunctions.indexOf(name));
    },
    take() {
      for (let second = 0, done = 0; ; second++) {
        done = Atomics.load(own, signals.done);
        if (done === given) break;
        if (second === patience) fail("did not respond");
        awaitChange(own, signals.done, done, 1_000);
      }
      return Atomics.load(own, signals.fault) === 1 ? fail("failed") : numbers[maximumArguments];
    },
    post(message) {
      port1.postMessage(message);
      give(messageTask);
    },
    receive() {
      thread.take();
      return receiveMessageOnPort(port1)?.message ?? fail("failed");
    },
  };
  return thread;
}
