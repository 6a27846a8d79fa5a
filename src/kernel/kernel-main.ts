import * as nodeModule from "node:module";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { kernelInfo } from "./kernel-info.js";
import { type StartContent, sharedSlot, type ToCells, type ToWire, type WireData } from "./wire/port-messages.js";
import { PortTypes } from "./wire/port-types.js";

// The program of the kernel `cuaderno`: `kernel-main.js <connection file>` for Jupyter's sockets,
// `kernel-main.js --pipe 3` for a pipe that is inherited from the process that started it.

// Set again below: limited-kernel-main.cjs has cleared it.
const heapFlag = process.execArgv.find((flag) => flag.startsWith("--max-old-space-size="));

// Node 22 and later store compiled code, of the packages that cells import too.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
const [first = "", descriptor = "3"] = process.argv.slice(2);
const shared = new SharedArrayBuffer(16);
const slots = new Int32Array(shared);
const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const data: WireData = {
  connection: first === "--pipe" ? Number(descriptor) : first,
  info: JSON.stringify(kernelInfo()),
  shared,
  parent: Number(process.env.CUADERNO_KERNEL_PARENT ?? process.env.JPY_PARENT_PID ?? 0),
  memoryLimit: Number(process.env.CUADERNO_KERNEL_MEMORY ?? (totalmem() / 2 ** 20) * 0.9) * 2 ** 20,
};
const ownVariables = ["CUADERNO_KERNEL_PARENT", "JPY_PARENT_PID", "CUADERNO_KERNEL_MEMORY", "CUADERNO_KERNEL_PRELOAD"];
const ahead = process.env.CUADERNO_KERNEL_PRELOAD ?? "";
hideOwnVariables();
const { emitWarning } = process;
process.emitWarning = ((warning: string | Error, ...details: unknown[]) => {
  const type = (details[0] as { readonly type?: string } | undefined)?.type ?? details[0];
  if (type === "ExperimentalWarning" || type === "DeprecationWarning") return;
  Reflect.apply(emitWarning, process, [warning, ...details]);
}) as typeof process.emitWarning;

// Started first: it boots while this thread loads the engine.
const thread = new Worker(new URL("./wire/wire-thread.js", import.meta.url), {
  workerData: data,
  execArgv: [],
  // It parses cells, too: as deep as this thread can.
  resourceLimits: { stackSizeMb: 64 },
  stdout: false,
  stderr: false,
});
const early: ToCells[] = [];
let begin: (packages: readonly string[]) => void = () => undefined;
const started = new Promise<readonly string[]>((resolve) => {
  begin = resolve;
});
let receive = (message: ToCells): void => {
  if (message.kind === "shutdown") process.exit(0);
  if (message.kind === "start") {
    enterWorld(message);
    begin(message.preload);
  } else early.push(message);
};
thread.on("message", (message: ToCells) => receive(message));

function enterWorld({ cwd, environment }: StartContent): void {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  hideOwnVariables();
}

const maxPendingBytes = 2 ** 26;

/** The variables are for this process, not for those that cells start. */
function hideOwnVariables(): void {
  for (const name of ownVariables) delete process.env[name];
}

/** Waits for the other thread when too much is queued, so that endless output does not fill the memory. */
function send(message: ToWire): void {
  const before = Atomics.add(slots, sharedSlot.pendingBytes, message.content.length);
  thread.postMessage(message);
  if (before > maxPendingBytes) Atomics.wait(slots, sharedSlot.pendingBytes, before + message.content.length, 1_000);
}

/** Loads what cells will import, such as `arquero` or `cuaderno:show,sql`; a cell reports what cannot be loaded. */
async function preload(packages: readonly string[]): Promise<void> {
  const load = nativeImport(process.cwd());
  const loadPart = async (specifier: string, names: readonly string[]): Promise<unknown> =>
    (await importOwnNames(specifier, names, process.cwd())) ?? (await load(specifier));
  for (const part of packages) {
    const [specifier = "", names = ""] = part.split(":");
    await loadPart(specifier, names === "" ? [] : names.split(",")).catch(() => undefined);
  }
}

const types = new PortTypes((request) => thread.postMessage(request));
const { exit } = process;
const [
  { CellEngine },
  { CellLoop },
  { installStackFrames },
  { ownUncaughtErrors },
  { captureChildOutput },
  { nativeImport },
  { importOwnNames },
] = await Promise.all([
  import("./engine/engine.js"),
  import("./cell-loop.js"),
  import("./engine/stack-frames.js"),
  import("./engine/uncaught-errors.js"),
  import("./engine/child-output.js"),
  import("./engine/package-imports.js"),
  import("./engine/own-names.js"),
]);
installStackFrames(packageFolder);
ownUncaughtErrors();
captureChildOutput();
// A process that was started ahead waits for its notebook.
if (ahead !== "") void preload(ahead.split(" "));
const packages = first === "--pipe" ? await started : [];
const engine = new CellEngine({ folder: process.cwd(), types });
const loop = new CellLoop({ engine, slots, send, exit: () => exit(0) });
receive = (message) => {
  if (message.kind === "typecheck" || message.kind === "checked") types.receive(message);
  else loop.receive(message);
};
for (const message of early) receive(message);
void preload(packages).then(() => {
  if (heapFlag !== undefined) setFlagsFromString(heapFlag);
});
thread.on("error", () => exit(1));
