import type { Json, JsonObject } from "../../core/json.js";
import { executeContent, parseMemory } from "./execute-content.js";
import type { ExecuteOptions, ExecuteOutcome, Kernel, KernelError } from "./kernel.js";
import type { KernelMessage } from "./kernel-message.js";
import type { KernelProcess } from "./kernel-process.js";
import type { KernelRequests, SentRequest } from "./kernel-requests.js";
import type { KernelSpec } from "./kernel-spec.js";
import { stopAfter } from "./stop-after.js";

/** A kernel that reports the start of a cell reports it within this time. */
const beginMs = 60_000;
/** Without a report of its start for this long, the user is informed. */
const silentMs = 20_000;
const interruptGraceMs = 3_000;
const requestedExitMs = 2_000;
const termGraceMs = 1_000;

/**
 * A kernel that has replied, over its process and requests. `removeFile` deletes the connection file, which nobody
 * needs any more, `remove` all that was made for the kernel.
 */
export function runningKernel(
  child: KernelProcess,
  requests: KernelRequests,
  {
    spec,
    info,
    silent,
    removeFile,
    remove,
  }: Pick<Kernel, "spec" | "info" | "silent"> & {
    readonly removeFile: () => Promise<void>;
    readonly remove: () => Promise<void>;
  },
): Kernel {
  const ended = child.ended.then(() => true as const);
  return {
    spec,
    info,
    silent,
    onOutput: requests.onOutput,
    expect(codes, { checked = false } = {}) {
      if (spec.transport === "pipe") requests.send("control", "cuaderno_expect", { cells: codes, checked });
    },
    async execute(
      code: string,
      { requestId, timeoutMs, signal, log, ...content }: ExecuteOptions,
    ): Promise<ExecuteOutcome> {
      if (signal?.aborted) return { kind: "interrupted", killed: false, executionCount: null };
      const sent = requests.send("shell", "execute_request", executeContent(code, spec, content), requestId);
      if (spec.shim) await begun(sent, signal, log); // the compiler starts with the first cell
      const stop = stopAfter(timeoutMs, signal);
      const first = await Promise.race([sent.done, stop.stopped]);
      stop.clear();
      if (typeof first === "string") return interrupt(child, requests, spec, first, sent);
      if (first.reply !== undefined) return toOutcome(first.reply, first.complete);
      if (first.isIdle) return withoutReply;
      return { kind: "died", ...(await child.ended), stderrTail: child.stderrTail() };
    },
    async shutdown(): Promise<void> {
      requests.send("control", "shutdown_request", { restart: false });
      await removeFile();
      if (!(await endsWithin(ended, requestedExitMs))) child.signal("SIGTERM");
      if (!(await endsWithin(ended, termGraceMs))) child.signal("SIGKILL");
      await remove();
    },
  };
}

async function begun(
  { begun: started }: SentRequest,
  signal: AbortSignal | undefined,
  log: ExecuteOptions["log"],
): Promise<void> {
  if ((await within(silentMs, signal, started)) !== "timeout") return;
  log?.(`the kernel has not started this cell within ${silentMs / 1_000} s`);
  await within(beginMs - silentMs, signal, started);
}

async function interrupt(
  child: KernelProcess,
  requests: KernelRequests,
  spec: KernelSpec,
  kind: "timeout" | "interrupted",
  { done }: SentRequest,
): Promise<ExecuteOutcome> {
  if (spec.interruptMode === "message") requests.send("control", "interrupt_request", {});
  else child.signal("SIGINT");
  const settled = await within(interruptGraceMs, undefined, done);
  if (typeof settled === "object" && settled.reply !== undefined) {
    return { kind, killed: false, executionCount: toCount(settled.reply) };
  }
  child.signal("SIGKILL");
  await child.ended;
  return { kind, killed: true, executionCount: null };
}

const noReply = "the kernel became idle without a reply to this cell";

const withoutReply: ExecuteOutcome = {
  kind: "error",
  executionCount: null,
  error: { ename: "NoReply", evalue: noReply, traceback: [`NoReply: ${noReply}`] },
  complete: true,
};

function toOutcome(reply: KernelMessage, complete: boolean): ExecuteOutcome {
  const { status } = reply.content;
  if (status === "abort" || status === "aborted") return { kind: "aborted" };
  return {
    kind: status === "ok" ? "ok" : "error",
    executionCount: toCount(reply),
    error: status === "ok" ? undefined : toError(reply.content),
    complete,
    exits: isExit(reply.content.payload) ? true : undefined,
    ...parseMemory(reply.content),
  };
}

/** Whether the payload of a reply has the request of IPython's `exit`. */
function isExit(payload: Json | undefined): boolean {
  return Array.isArray(payload) && payload.some((part: Json) => (part as JsonObject | null)?.source === "ask_exit");
}

async function endsWithin(ended: Promise<true>, ms: number): Promise<boolean> {
  return (await within(ms, undefined, ended)) === true;
}

async function within<T>(ms: number, signal: AbortSignal | undefined, event: Promise<T>): Promise<T | string> {
  const stop = stopAfter(ms, signal);
  const first = await Promise.race([event, stop.stopped]);
  stop.clear();
  return first;
}

function toCount(reply: KernelMessage): number | null {
  const count = reply.content.execution_count;
  return typeof count === "number" ? count : null;
}

function toError(content: JsonObject): KernelError | undefined {
  if (typeof content.ename !== "string") return undefined;
  const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
  return { ename: content.ename, evalue: String(content.evalue ?? ""), traceback };
}
