import { createRequire } from "node:module";
import type { MimeBundle } from "../notebook/format/notebook.js";

/** Gives a value in several mime types to whoever shows the cell that runs. */
export type KernelDisplay = (bundle: MimeBundle) => void;

/** A kernel that runs this program may put its own `KernelDisplay` on `globalThis` under this name. */
export const kernelDisplayHook: unique symbol = Symbol.for("cuaderno.display");

/**
 * The display of the kernel that runs this program, or undefined outside a notebook.
 *
 * tslab's own display function takes one mime type at a time and, imported from here, may belong to another copy of tslab than the one that
 * runs; so the running one is found among the modules that are loaded.
 */
export function kernelDisplay(
  modules: Readonly<Record<string, { readonly exports: unknown } | undefined>> = createRequire(import.meta.url).cache,
): KernelDisplay | undefined {
  const hook = (globalThis as { [kernelDisplayHook]?: unknown })[kernelDisplayHook];
  if (typeof hook === "function") return hook as KernelDisplay;
  for (const path of Object.keys(modules)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) continue;
    const write = (modules[path]?.exports as { readonly lastWriteDisplayData?: unknown } | undefined)
      ?.lastWriteDisplayData;
    if (typeof write === "function") return (data) => write({ data, metadata: {}, transient: {} }, false);
  }
  return undefined;
}
