import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EnvironmentError } from "../../core/errors.js";
import type { KernelSpec } from "./kernel-spec.js";

/** The path of the shim that is preloaded into tslab kernels. */
export const tslabShimPath: string = fileURLToPath(new URL("./assets/tslab-preload.cjs", import.meta.url));

/**
 * The kernelspec `tslab` that needs no installation: this Node, the tslab this package depends on, and the shim (left out with
 * `shim: false`). A tslab in `node_modules` above the kernel's working folder still wins over it, as always with tslab.
 */
export function tslabSpec({ shim = true }: { readonly shim?: boolean } = {}): KernelSpec {
  return {
    name: "tslab",
    displayName: "TypeScript",
    language: "typescript",
    argv: [
      process.execPath,
      ...(shim ? ["--require", tslabShimPath] : []),
      join(dirname(tslabManifest()), "bin", "tslab"),
      "kernel",
      "--config-path",
      "{connection_file}",
    ],
    env: {},
    interruptMode: "signal",
    origin: "built-in",
    transport: "ipc:number",
    shim,
  };
}

function tslabManifest(): string {
  try {
    return createRequire(import.meta.url).resolve("tslab/package.json");
  } catch (cause) {
    throw new EnvironmentError('tslabSpec: the package tslab is not installed; run "npm install tslab@1.0.22"', {
      cause,
    });
  }
}
