import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EnvironmentError } from "../../core/errors.js";
import type { KernelSpec } from "./kernel-spec.js";

/** The path of the shim that is preloaded into tslab kernels. */
export const tslabShimPath: string = fileURLToPath(new URL("./assets/tslab-preload.cjs", import.meta.url));

/** Which kernel of tslab, and how it starts. */
export interface TslabSpecOptions {
  /** Preload the shim. @default true */
  readonly shim?: boolean | undefined;
  /** `jslab`: the kernel for JavaScript. @default "tslab" */
  readonly name?: "tslab" | "jslab" | undefined;
}

/**
 * The kernelspec `tslab` or `jslab` without an installation: this Node, the tslab that this package depends on, and the
 * shim. A tslab in `node_modules` above the kernel's working folder has priority, as always with tslab.
 */
export function tslabSpec({ shim = true, name = "tslab" }: TslabSpecOptions = {}): KernelSpec {
  return {
    name,
    displayName: name === "tslab" ? "TypeScript" : "JavaScript",
    language: name === "tslab" ? "typescript" : "javascript",
    argv: [
      process.execPath,
      ...(shim ? ["--require", tslabShimPath] : []),
      join(dirname(tslabManifest()), "bin", "tslab"),
      "kernel",
      "--config-path",
      "{connection_file}",
      ...(name === "jslab" ? ["--js"] : []),
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
    throw new EnvironmentError('runNotebook: the package tslab is not installed; run "npm install tslab@1.0.22"', {
      cause,
    });
  }
}
