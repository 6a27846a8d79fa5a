import { FailedError } from "../../core/errors.js";
import { awaitChange, signals } from "./kernel/thread-signals.js";
import type { TreeReply, TreeTask } from "./tree-task.js";
import { code } from "./tree-thread.ts?bundled-node";

type Threads = typeof import("node:worker_threads");

/** A thread that grows trees: those of a forest one at a time, or all of a boosted model. */
export interface TreeThread {
  isBusy(): boolean;
  /** Begins a task, after those given before. */
  give(task: TreeTask): void;
  /** The reply to the last task, when it is done; undefined where the task failed. */
  receive(): TreeReply | undefined;
}

/** How long a thread may take, in seconds. */
const patience = 3600;

/** Threads that were started, which sleep between fits and do not keep the process alive. */
const started: TreeThread[] = [];

/** `count` threads in addition to this one; none where threads cannot be started. */
export function treeThreads(caller: string, count: number): readonly TreeThread[] {
  const host = (globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }).process;
  const threads = host?.getBuiltinModule?.("node:worker_threads") as Threads | undefined;
  if (threads === undefined || count < 1) return [];
  while (started.length < count) started.push(startThread(threads, caller));
  return started.slice(0, count);
}

function startThread({ Worker, MessageChannel, receiveMessageOnPort }: Threads, caller: string): TreeThread {
  const own = new Int32Array(new SharedArrayBuffer(4 * signals.length));
  const { port1, port2 } = new MessageChannel();
  const options = { eval: true, name: "cuaderno trees", execArgv: [], env: {}, transferList: [port2] };
  new Worker(code, { ...options, workerData: { signals: own, port: port2 } }).unref();
  port1.unref();
  let given = 0;
  const thread: TreeThread = {
    isBusy: () => Atomics.load(own, signals.done) !== given,
    give(task) {
      port1.postMessage(task);
      given += 1;
      Atomics.store(own, signals.given, given);
      Atomics.notify(own, signals.given);
    },
    receive() {
      for (let second = 0, done = 0; ; second++) {
        done = Atomics.load(own, signals.done);
        if (done === given) break;
        if (second === patience) {
          started.splice(0, started.length, ...started.filter((other) => other !== thread));
          throw new FailedError(`${caller}: a thread of the training did not respond; set threads to 1`);
        }
        awaitChange(own, signals.done, done, 1_000);
      }
      // Replies to earlier tasks are left where a fit has failed in this thread.
      for (let read = receiveMessageOnPort(port1); read !== undefined; read = receiveMessageOnPort(port1)) {
        const reply = read.message as TreeReply;
        if (reply.task === given) return reply;
      }
      return undefined;
    },
  };
  return thread;
}
