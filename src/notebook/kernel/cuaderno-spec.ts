import { totalmem } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import type { KernelSpec } from "./kernel-spec.js";

/** The name of the kernel in notebooks. */
export const cuadernoKernelName = "cuaderno";

/** The program of the kernel, which exists once the package is built. */
export const cuadernoProgram: string = join(packageFolder(), "dist", "kernel", "kernel-main.js");

/** Starts it with a limit of its heap. */
const limitedProgram = join(dirname(cuadernoProgram), "limited-kernel-main.cjs");

/** Flags of Node that the kernel needs: local modules are linked by the kernel, so that they can be loaded again. */
const nodeFlags: readonly string[] = ["--experimental-vm-modules", "--no-warnings"];

/** Megabytes with which an idle kernel does not reach its limit. */
const leastMemory = 96;

/**
 * The kernel of this package for headless runs: over a pipe, without sockets and connection file. It ends with a clear
 * message when it uses more memory than `memoryMb` (default: nine tenths of the machine's).
 *
 * @throws ArgumentError for a limit that an idle kernel exceeds
 */
export function cuadernoSpec({ memoryMb }: { readonly memoryMb?: number | undefined } = {}): KernelSpec {
  if (memoryMb !== undefined && memoryMb < leastMemory) {
    throw new ArgumentError(
      `runNotebook: memoryMb (--memory): expected at least ${leastMemory}, got ${memoryMb}; an idle kernel uses up to 80 MB, with tables 105`,
    );
  }
  const limit = memoryMb ?? Math.floor((totalmem() / 2 ** 20) * 0.9);
  return {
    name: cuadernoKernelName,
    displayName: "TypeScript (Cuaderno)",
    language: "typescript",
    argv: [process.execPath, ...nodeFlags, `--max-old-space-size=${limit}`, limitedProgram, "--pipe", "3"],
    env: { CUADERNO_KERNEL_MEMORY: `${limit}` },
    interruptMode: "message",
    origin: "built-in",
    transport: "pipe",
    shim: false,
  };
}

/** The command in the kernelspec for Jupyter. */
export function cuadernoJupyterCommand(): readonly string[] {
  return [process.execPath, ...nodeFlags, cuadernoProgram, "{connection_file}"];
}

function packageFolder(): string {
  const here = fileURLToPath(import.meta.url);
  const inDist = here.lastIndexOf(`${sep}dist${sep}`);
  return inDist < 0 ? join(dirname(here), "..", "..", "..") : here.slice(0, inDist);
}
