import { cellTags } from "../cells/cell-tags.js";
import type { Notebook } from "../format/notebook.js";

/** Packages that only define something when they are loaded. */
const isQuiet = /^(cuaderno(\/[\w-]+){0,2}|nodejs-polars|arquero|simple-statistics)$/;

/**
 * The packages that a kernel may load before the first cell is sent: those that the first cell imports, but for its
 * parameters, unless loading them has effects. With the names that it imports of this package, as in
 * `cuaderno:show,sql`.
 */
export function preloads({ cells }: Notebook): readonly string[] {
  const first = cells.find((cell) => cell.cell_type === "code" && !cellTags(cell).includes("parameters"));
  const imports = (first?.source ?? "").matchAll(/^\s*import\b(?!\s+type\b)([^;"']*)["']([^"'\n]+)["']/gm);
  const found = [...imports].flatMap(([, clause = "", specifier = ""]) =>
    isQuiet.test(specifier) ? [specifier === "cuaderno" ? withNames(clause) : specifier] : [],
  );
  return [...new Set(found)];
}

/** The names of a clause such as `{ show, type Table, sql as query } from`; none when it imports the whole package. */
function withNames(clause: string): string {
  const list = /^\s*\{([^}]*)\}\s*from\s*$/.exec(clause)?.[1] ?? "";
  const parts = list.split(",").map((part) => part.trim());
  const values = parts.filter((part) => part !== "" && !part.startsWith("type ")).map((part) => part.split(/\s/)[0]);
  return values.length === 0 ? "cuaderno" : `cuaderno:${values.join(",")}`;
}
