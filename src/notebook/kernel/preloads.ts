import { cellTags } from "../cells/cell-tags.js";
import type { Notebook } from "../format/notebook.js";

/** Packages that only define something when they are loaded. */
const isQuiet = /^(cuaderno(\/[\w-]+){0,2}|nodejs-polars|arquero|simple-statistics)$/;

/**
 * The packages that a kernel may load before the first cell is sent: those that the first cell imports, but for its
 * parameters, unless loading them has effects.
 */
export function preloads({ cells }: Notebook): readonly string[] {
  const first = cells.find((cell) => cell.cell_type === "code" && !cellTags(cell).includes("parameters"));
  const imports = (first?.source ?? "").matchAll(/^\s*import\b(?!\s+type\b)[^;"']*["']([^"'\n]+)["']/gm);
  return [...new Set([...imports].map(([, specifier = ""]) => specifier).filter((name) => isQuiet.test(name)))];
}
