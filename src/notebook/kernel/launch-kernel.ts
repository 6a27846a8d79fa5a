import { EnvironmentError, InterruptedError, TimeoutError } from "../../core/errors.js";
import { formatDuration } from "../../core/format-duration.js";
import type { JsonObject } from "../../core/json.js";
import { type Connection, makeConnectionFile, noConnectionFile } from "./connection-file.js";
import { describeEnd } from "./describe-end.js";
import type { Kernel } from "./kernel.js";
import { type ChannelListener, type KernelChannels, openKernelChannels } from "./kernel-channels.js";
import { type KernelProcess, startKernelProcess } from "./kernel-process.js";
import { type KernelRequests, kernelRequests } from "./kernel-requests.js";
import type { KernelSpec } from "./kernel-spec.js";
import { openPipeChannels } from "./pipe-channels.js";
import { privateSpec } from "./private-spec.js";
import { runningKernel } from "./running-kernel.js";
import type { SpareKernels } from "./spare-kernels.js";
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
  /** Called with a line when the kernel does not reply for a while. */
  readonly log?: ((line: string) => void) | undefined;
  readonly spares?: SpareKernels | undefined;
  /** Packages that the kernel of this package loads at its start. */
  readonly preload?: readonly string[] | undefined;
  /** For the kernel of this package: what to do about type errors. */
  readonly types?: KernelTypes | undefined;
}

/** What the kernel of this package does about type errors, and the cells that will run. */
export interface KernelTypes {
  readonly mode: TypeCheckMode;
  readonly cells: readonly string[];
  /** Whether they are known to have no type errors: the compiler starts when other cells are expected. */
  readonly checked?: boolean | undefined;
}

/** `error`: a cell with a type error does not run; `warn`: it runs, and its errors are printed. */
export type TypeCheckMode = "error" | "warn" | "off";

/** Output sent just before a kernel's end may still be on its way. */
const lastOutputMs = 500;
const attempts = 3;
/** A starting kernel without a reply and without processor time for this long is stuck. */
const stuckMs = 5_000;
/** Without a reply for this long, the user is informed. */
const silentMs = 15_000;
const firstPollMs = 20;
const lastPollMs = 500;

/**
 * Starts a kernel and waits until it replies. Starts again when another process has taken a port, and when the kernel
 * is stuck.
 */
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
  const isPipe = spec.transport === "pipe";
  const file = isPipe ? noConnectionFile : await makeConnectionFile(spec, options.temporaryFolder);
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
  // Before the kernel ends: where this process is killed between the two, the kernel ends by itself.
  const removeFile = (): Promise<void> => file.remove().catch(() => undefined);
  const remove = async (): Promise<void> => {
    await removeFile();
    child?.signal("SIGKILL");
    await child?.ended;
    ending?.unref(); // the process was killed, nothing waits for it
    channels?.close();
    await file.remove();
  };
  try {
    child =
      options.spares?.take(spec) ??
      (await startKernelProcess(privateSpec(spec), { connectionFile: file.path, cwd: options.cwd, environment }));
    const opening = openChannels(child, file.connection, {
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
    if (isPipe) {
      const { cwd, preload = [] } = options;
      const types = (options.types ?? null) as unknown as JsonObject;
      requests.send("control", "cuaderno_start", { cwd, environment: toJson(environment), preload, types });
    }
    const isStuck = mayRepeat ? stuckWatch(child) : () => false;
    const info = await readyWithin(child, requests, spec, options, () => garbage, isStuck);
    return runningKernel(child, requests, { spec, info, silent: channels.silent, removeFile, remove });
  } catch (failure) {
    await remove();
    throw failure;
  }
}

async function openChannels(
  { pipe }: KernelProcess,
  connection: Connection | undefined,
  listener: ChannelListener,
): Promise<KernelChannels> {
  if (connection !== undefined) return await openKernelChannels(connection, listener);
  if (pipe === undefined) throw new EnvironmentError("runNotebook: the kernel has no pipe; run the notebook again");
  return openPipeChannels(pipe, listener);
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
  const silence = setTimeout(() => {
    options.log?.(`kernel "${spec.name}" has not replied within ${silentMs / 1_000} s; still waiting`);
  }, silentMs);
  let stopped: "timeout" | "interrupted" | "ended" | undefined;
  void stop.stopped.then((how) => {
    stopped = how;
  });
  void child.ended.then(() => {
    stopped ??= "ended";
  });
  try {
    let info: JsonObject | undefined;
    // Repeated: a request sent while the sockets still connect may get lost, and subscribing takes longer than
    // connecting.
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
        throw new StuckKernel(`runNotebook: kernel "${spec.name}" (${spec.origin}) stopped while it was starting`);
    }
  } finally {
    stop.clear();
    clearTimeout(silence);
  }
  const name = `kernel "${spec.name}" (${spec.origin})`;
  if (stopped === "interrupted")
    throw new InterruptedError(`runNotebook: interrupted while ${name} was starting; run it again`);
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
      `runNotebook: ${name} did not reply within ${waited}; allow more with startTimeoutMs${babble}${words}`,
    );
  }
  if (isPortInUse(child.stderrTail())) throw new PortInUse(`runNotebook: ${name} found its port in use${words}`);
  throw new EnvironmentError(
    `runNotebook: ${name} ended at its start with ${describeEnd(await child.ended)}${words}; run cuaderno doctor`,
  );
}

/**
 * Whether a process has used hardly any processor time for a while; false where that is unknown. Replying takes next to
 * none.
 */
function stuckWatch(child: KernelProcess): () => boolean {
  let last = child.cpuMs();
  let since = performance.now();
  return () => {
    const now = child.cpuMs();
    if (now === undefined || last === undefined || now - last > 100) [last, since] = [now, performance.now()];
    return performance.now() - since > stuckMs;
  };
}

/** Variables that are set. */
function toJson(environment: Readonly<Record<string, string | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function isPortInUse(words: string): boolean {
  return /address already in use|EADDRINUSE/i.test(words);
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
