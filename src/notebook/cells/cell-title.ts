import type { Cell } from "../format/notebook.js";

const maxLength = 60;

/**
 * A short title of a code cell: its first comment, else the heading right above it, else its first line that is not an
 * import.
 *
 * @example cellTitle([{ cell_type: "code", metadata: {}, source: "// load the table\nconst a = 1;", outputs: [], execution_count: null }], 0) // "load the table"
 */
export function cellTitle(cells: readonly Cell[], index: number): string {
  const source = cells[index]?.source ?? "";
  const above = cells[index - 1];
  const title =
    openingComment(source) ??
    (above?.cell_type === "markdown" ? lastHeading(above.source) : undefined) ??
    firstCode(source);
  const characters = [...title.replace(/\s+/g, " ")];
  return characters.length <= maxLength ? characters.join("") : `${characters.slice(0, maxLength - 1).join("")}…`;
}

/** The comment at the start of a cell; `// @input` and other settings are not titles. */
function openingComment(source: string): string | undefined {
  const [first = ""] = source.trim().split("\n");
  const found = /^(?:\/\/+|\/\*+|#+|%%?)\s*(.*?)\s*(?:\*\/)?$/.exec(first)?.[1] ?? "";
  const [afterOpening = ""] = /^\/\*+\s*$/.test(first) ? source.trim().split("\n").slice(1) : [];
  const text = found === "" ? afterOpening.replace(/^\s*\*\s?/, "").trim() : found;
  return text === "" || /^(@|!|ts-|biome-|eslint|type:|noqa|%)/.test(text) ? undefined : text;
}

function lastHeading(markdown: string): string | undefined {
  const headings = [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, text = ""]) => text);
  return headings.at(-1)?.replace(/[*`]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "");
}

function firstCode(source: string): string {
  const lines = source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(\/\/|\/\*|\*|#)/.test(line));
  return lines.find((line) => !/^(import|from) /.test(line)) ?? lines[0] ?? "";
}
