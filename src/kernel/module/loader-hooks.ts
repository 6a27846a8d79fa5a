import { fileURLToPath } from "node:url";
import { loadMappedCode } from "./load-notebook-module.js";

// Hooks for Node's `module.register`, which run in a thread of their own.

interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: true;
}

/** Makes notebooks modules; other files are loaded by Node. */
export async function load(
  url: string,
  context: object,
  nextLoad: (url: string, context: object) => Promise<Loaded>,
): Promise<Loaded> {
  return loadNotebook(url) ?? (await nextLoad(url, context));
}

/** The module of a notebook's URL; undefined for another one. */
export function loadNotebook(url: string): Loaded | undefined {
  if (!/^file:.*\.ipynb(\?.*)?$/.test(url)) return undefined;
  return { format: "module", source: loadMappedCode(fileURLToPath(url)), shortCircuit: true };
}
