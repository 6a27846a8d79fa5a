import { FailedError } from "../../core/errors.js";
import { code } from "./forest-thread.ts?bundled-node";
import type { ForestDraw, ForestStart, ForestTask, ForestTree } from "./grow-forest-tree.js";
import { awaitChange, signals } from "./kernel/thread-signals.js";

type Threads = typeof import("node:worker_threads");

/** A thread that grows trees of a forest, one at a time. */
export interface ForestThread {
  readonly isBusy: () => boolean;
  /** Begins a tree. */
  give(draw: ForestDraw): void;
  /** The tree, when it is grown. */
  take(): ForestTree;
  /** Ends the use of the forest's bins. */
  release(): void;
}

/** How long a thread may take for a tree, in seconds. */
const patience = 3600;

/** Threads that were started, which sleep between forests and do not keep the process alive. */
const started: { give(task: ForestTask): void; wait(): void; receive(): ForestTree; isBusy(): boolean }[] = [];

/** `count` threads in addition to this one for a forest; none where threads cannot be started. */
export function forestThreads(count: number, start: ForestStart): readonly ForestThread[] {
  const host = (globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }).process;
  const threads = host?.getBuiltinModule?.("node:worker_threads") as Threads | undefined;
  if (threads === undefined || count < 1) return [];
  while (started.length < count) started.push(startThread(threads));
  return started.slice(0, count).map((thread) => {
    thread.give(start);
    return {
      isBusy: thread.isBusy,
      give(draw) {
        thread.wait();
        thread.give(draw);
      },
      take() {
        thread.wait();
        return thread.receive();
      },
      release() {
        thread.wait();
        thread.give({ kind: "end" });
      },
    };
  });
}

function startThread({ Worker, MessageChannel, receiveMessageOnPort }: Threads): (typeof started)[number] {
  const own = new Int32Array(new SharedArrayBuffer(4 * signals.length));
  const { port1, port2 } = new MessageChannel();
  const workerData = { signals: own, port: port2 };
  new Worker(code, {
    eval: true,
    name: "cuaderno forest",
    execArgv: [],
    env: {},
    workerData,
    transferList: [port2],
  }).unref();
  port1.unref();
  let given = 0;
  const fail = (what: string): never => {
    started.splice(0, started.length, ...started.filter((other) => other !== thread));
    throw new FailedError(`randomForest: a thread of the training ${what}; set threads to 1`);
  };
  const thread = {
    isBusy: () => Atomics.load(own, signals.done) !== given,
    give(task: ForestTask) {
      port1.postMessage(task);
      given += 1;
      Atomics.store(own, signals.given, given);
      Atomics.notify(own, signals.given);
    },
    wait() {
      for (let second = 0, done = 0; ; second++) {
        done = Atomics.load(own, signals.done);
        if (done === given) break;
        if (second === patience) fail("did not respond");
        awaitChange(own, signals.done, done, 1_000);
      }
      if (Atomics.load(own, signals.fault) === 1) fail("failed");
    },
    receive(): ForestTree {
      return (receiveMessageOnPort(port1)?.message as ForestTree | undefined) ?? fail("failed");
    },
  };
  return thread;
}
