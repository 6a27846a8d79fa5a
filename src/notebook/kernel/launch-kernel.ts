import { EnvironmentError, InterruptedError, TimeoutError } from "../../core/errors.js";
import { formatDuration } from "../../core/format-duration.js";
import type { JsonObject } from "../../core/json.js";
import { makeConnectionFile } from "./connection-file.js";
import { describeEnd } from "./describe-end.js";
import { executeContent, parseMemory } from "./execute-content.js";
import type { ExecuteOptions, ExecuteOutcome, Kernel, KernelError } from "./kernel.js";
import { type KernelChannels, openKernelChannels } from "./kernel-channels.js";
import type { KernelMessage } from "./kernel-message.js";
import { type KernelProcess, startKernelProcess } from "./kernel-process.js";
import { type KernelRequests, kernelRequests, type SentRequest } from "./kernel-requests.js";
import type { KernelSpec } from "./kernel-spec.js";
import { stopAfter } from "./stop-after.js";

/** What starting a kernel needs of the world. */
export interface LaunchOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly temporaryFolder: string;
  readonly startTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** A kernel that reports the start of a cell reports it within this time. */
const beginMs = 60_000;
const interruptGraceMs = 3_000;
const politeExitMs = 2_000;
const termGraceMs = 1_000;
/** Output sent just before a kernel's end may still be on its way. */
const lastOutputMs = 100;
const attempts = 3;
/** A starting kernel without a reply and without processor time for this long is stuck. */
const stuckMs = 5_000;
const firstPollMs = 20;
const lastPollMs = 500;

/** Starts a kernel and waits until it replies. Starts again when another process has taken a port, and when the kernel is stuck. */
export async function launchKernel(spec: KernelSpec, options: LaunchOptions): Promise<Kernel> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(spec, options, attempt < attempts);
    } catch (failure) {
      if (!(failure instanceof PortInUse || failure instanceof StuckKernel) || attempt === attempts) throw failure;
    }
  }
}

class PortInUse extends EnvironmentError {}
class StuckKernel extends EnvironmentError {}

async function launchOnce(spec: KernelSpec, options: LaunchOptions, mayRepeat: boolean): Promise<Kernel> {
  const file = await makeConnectionFile(spec, options.temporaryFolder);
  const environment = {
    ...options.environment,
    ...spec.env,
    // Kernels that support one of these end when this process has ended for any reason.
    JPY_PARENT_PID: `${process.pid}`,
    CUADERNO_KERNEL_PARENT: `${process.pid}`,
  };
  let child: KernelProcess | undefined;
  let channels: KernelChannels | undefined;
  let garbage: Error | undefined;
  let ending: NodeJS.Timeout | undefined;
  const remove = async (): Promise<void> => {
    child?.signal("SIGKILL");
    await child?.ended;
    ending?.unref(); // the process was killed, nothing waits for it
    channels?.close();
    await file.remove();
  };
  try {
    child = await startKernelProcess(spec, { connectionFile: file.path, cwd: options.cwd, environment });
    const opening = openKernelChannels(file.connection, {
      onMessage: (channel, message) => requests.receive(channel, message),
      onGarbage: (reason) => {
        garbage ??= reason;
      },
    });
    const requests = kernelRequests({
      transmit: async (channel, message) => (await opening).send(channel, message),
      now: options.now,
      newId: options.newId,
    });
    void child.ended.then(() => {
      ending = setTimeout(() => requests.end(), lastOutputMs);
    });
    channels = await opening;
    const isStuck = mayRepeat ? stuckWatch(child) : () => false;
    const info = await readyWithin(child, requests, spec, options, () => garbage, isStuck);
    return kernelOver(child, requests, { spec, info, remove });
  } catch (failure) {
    await remove();
    throw failure;
  }
}

async function readyWithin(
  child: KernelProcess,
  requests: KernelRequests,
  spec: KernelSpec,
  options: LaunchOptions,
  garbage: () => Error | undefined,
  isStuck: () => boolean,
): Promise<JsonObject> {
  const stop = stopAfter(options.startTimeoutMs, options.signal);
  let stopped: "timeout" | "interrupted" | "ended" | undefined;
  void stop.stopped.then((how) => {
    stopped = how;
  });
  void child.ended.then(() => {
    stopped ??= "ended";
  });
  try {
    let info: JsonObject | undefined;
    // Repeated: a request sent while the sockets still connect may get lost, and subscribing takes longer than connecting.
    for (let pauseMs = firstPollMs; stopped === undefined; pauseMs = Math.min(pauseMs * 2, lastPollMs)) {
      const { replied } = requests.send("shell", "kernel_info_request", {});
      const settled = replied.then((reply) => {
        info ??= reply?.content;
        return reply ?? patience;
      });
      const patience = pause(info === undefined ? pauseMs : firstPollMs);
      await Promise.race([settled, patience, stop.stopped]);
      // Some kernels report a port in use and do not end.
      if (isPortInUse(child.stderrTail())) stopped ??= "ended";
      if (info !== undefined && requests.received) return info;
      if (isStuck())
        throw new StuckKernel(`startKernel: kernel "${spec.name}" (${spec.origin}) stopped while it was starting`);
    }
  } finally {
    stop.clear();
  }
  const name = `kernel "${spec.name}" (${spec.origin})`;
  if (stopped === "interrupted") throw new InterruptedError(`startKernel: interrupted while ${name} was starting`);
  const lines = child
    .stderrTail()
    .split("\n")
    .filter((line) => line.trim() !== "");
  const words = lines.length === 0 ? "" : `; it wrote: ${lines.slice(-3).join("; ")}`;
  if (stopped === "timeout") {
    const waited = formatDuration(options.startTimeoutMs);
    const reason = garbage()?.message.replace(/^decodeKernelMessage: /, "");
    const babble = reason === undefined ? "" : `; its messages are not valid: ${reason}`;
    throw new TimeoutError(
      `startKernel: ${name} did not reply within ${waited}; allow more with startTimeoutMs${babble}${words}`,
    );
  }
  if (isPortInUse(child.stderrTail())) throw new PortInUse(`startKernel: ${name} found its port in use${words}`);
  throw new EnvironmentError(`startKernel: ${name} ended at its start with ${describeEnd(await child.ended)}${words}`);
}

/** Whether a process has used hardly any processor time for a while; false where that is unknown. Replying takes next to none. */
function stuckWatch(child: KernelProcess): () => boolean {
  let last = child.cpuMs();
  let since = performance.now();
  return () => {
    const now = child.cpuMs();
    if (now === undefined || last === undefined || now - last > 100) [last, since] = [now, performance.now()];
    return performance.now() - since > stuckMs;
  };
}

function isPortInUse(words: string): boolean {
  return /address already in use|EADDRINUSE/i.test(words);
}

function kernelOver(
  child: KernelProcess,
  requests: KernelRequests,
  {
    spec,
    info,
    remove,
  }: { readonly spec: KernelSpec; readonly info: JsonObject; readonly remove: () => Promise<void> },
): Kernel {
  const ended = child.ended.then(() => true as const);

  async function interrupt(kind: "timeout" | "interrupted", { done }: SentRequest): Promise<ExecuteOutcome> {
    if (spec.interruptMode === "message") requests.send("control", "interrupt_request", {});
    else child.signal("SIGINT");
    const stop = stopAfter(interruptGraceMs, undefined);
    const settled = await Promise.race([done, stop.stopped]);
    stop.clear();
    if (typeof settled === "object" && settled.reply !== undefined) {
      return { kind, killed: false, executionCount: toCount(settled.reply) };
    }
    child.signal("SIGKILL");
    await ended;
    return { kind, killed: true, executionCount: null };
  }

  return {
    spec,
    info,
    onOutput: requests.onOutput,
    async execute(code: string, { requestId, timeoutMs, signal, ...own }: ExecuteOptions): Promise<ExecuteOutcome> {
      if (signal?.aborted) return { kind: "interrupted", killed: false, executionCount: null };
      const sent = requests.send("shell", "execute_request", executeContent(code, spec, own), requestId);
      if (spec.shim) await within(beginMs, signal, sent.begun); // the compiler starts with the first cell
      const stop = stopAfter(timeoutMs, signal);
      const first = await Promise.race([sent.done, stop.stopped]);
      stop.clear();
      if (typeof first === "string") return interrupt(first, sent);
      if (first.reply === undefined) return { kind: "died", ...(await child.ended), stderrTail: child.stderrTail() };
      const { status } = first.reply.content;
      if (status === "abort" || status === "aborted") return { kind: "aborted" };
      return {
        kind: status === "ok" ? "ok" : "error",
        executionCount: toCount(first.reply),
        error: status === "ok" ? undefined : toError(first.reply.content),
        complete: first.complete,
        ...parseMemory(first.reply.content),
      };
    },
    async shutdown(): Promise<void> {
      requests.send("control", "shutdown_request", { restart: false });
      if (!(await endsWithin(ended, politeExitMs))) child.signal("SIGTERM");
      if (!(await endsWithin(ended, termGraceMs))) child.signal("SIGKILL");
      await remove();
    },
  };
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

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
