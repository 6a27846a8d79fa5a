import childProcess, { ChildProcess, type StdioOptions } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Streams = readonly ("stdout" | "stderr" | undefined)[];
type SpawnMethod = (this: ChildProcess, options: { stdio?: StdioOptions | undefined }) => number;
type SyncFunction = (...args: readonly unknown[]) => unknown;

/** Output of child processes that inherit the kernel's streams becomes output of the cell that started them. */
export function captureChildOutput(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn: SpawnMethod };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const inherited = inheritedStreams(options.stdio);
    const result = spawn.call(this, { ...options, stdio: withStreams(options.stdio, inherited, () => "pipe") });
    if (inherited[1]) this.stdout?.on("data", (chunk: Buffer) => process.stdout.write(chunk));
    if (inherited[2]) this.stderr?.on("data", (chunk: Buffer) => process.stderr.write(chunk));
    return result;
  };
  const functions = childProcess as unknown as Record<string, SyncFunction>;
  for (const name of ["spawnSync", "execSync", "execFileSync"]) {
    const original = functions[name];
    if (original !== undefined) functions[name] = (...args) => callWithFiles(original, args);
  }
  syncBuiltinESMExports();
}

/** Calls a function that blocks, with files in the positions of inherited streams. */
function callWithFiles(call: SyncFunction, args: readonly unknown[]): unknown {
  const at = args.findIndex((arg) => typeof arg === "object" && arg !== null && !Array.isArray(arg));
  const options = args[at] as { readonly stdio?: StdioOptions | undefined } | undefined;
  const inherited = inheritedStreams(options?.stdio);
  if (options?.stdio === undefined || !inherited.some(Boolean)) return call(...args);
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-output-"));
  const files = inherited.map((stream) => (stream === undefined ? -1 : openSync(join(folder, stream), "w")));
  try {
    const stdio = withStreams(options.stdio, inherited, (index) => files[index] ?? "ignore");
    return call(...args.slice(0, at), { ...options, stdio }, ...args.slice(at + 1));
  } finally {
    for (const [index, stream] of inherited.entries()) {
      if (stream === undefined) continue;
      closeSync(files[index] ?? -1);
      process[stream].write(readFileSync(join(folder, stream)));
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By index of the child's streams, the stream of the kernel that it inherits. */
function inheritedStreams(stdio: StdioOptions | undefined): Streams {
  const list: readonly unknown[] = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  return [0, 1, 2].map((index) => {
    const target = list[index];
    if (index === 0) return undefined;
    if (target === "inherit") return index === 1 ? "stdout" : "stderr";
    if (target === 1 || target === process.stdout) return "stdout";
    return target === 2 || target === process.stderr ? "stderr" : undefined;
  });
}

function withStreams(
  stdio: StdioOptions | undefined,
  inherited: Streams,
  replacement: (index: number) => "pipe" | "ignore" | number,
): StdioOptions | undefined {
  if (!inherited.some(Boolean)) return stdio;
  const list = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  // Nothing can be entered: the kernel's own standard input is closed.
  if (list[0] === "inherit") list[0] = "ignore";
  return list.map((target, index) => (inherited[index] === undefined ? target : replacement(index))) as StdioOptions;
}
