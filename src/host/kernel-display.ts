import { createRequire } from "node:module";
import type { MimeBundle } from "../notebook/format/notebook.js";

/** How a value is shown. */
export interface DisplayOptions {
  /** Names the output, so that a later value can replace it. */
  readonly displayId?: string | undefined;
  /** Replace the output of that name instead of adding one. */
  readonly update?: boolean | undefined;
}

/** Shows a value in several mime types as an output of the running cell. */
export type KernelDisplay = (bundle: MimeBundle, options?: DisplayOptions) => void;

/** A kernel that runs this program may put its `KernelDisplay` on `globalThis` under this name. */
export const kernelDisplayHook: unique symbol = Symbol.for("cuaderno.display");

/**
 * The display of the kernel that runs this program, or undefined outside a notebook.
 *
 * The display function of tslab takes one mime type at a time and, imported from here, may belong to another copy of
 * tslab than the running one; so the running one is looked up in the loaded modules.
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
    if (typeof write !== "function") continue;
    return (data, { displayId, update = false } = {}) =>
      write({ data, metadata: {}, transient: displayId === undefined ? {} : { display_id: displayId } }, update);
  }
  return undefined;
}
