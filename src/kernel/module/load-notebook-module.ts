import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { NotFoundError } from "../../core/errors.js";
import { parseNotebook } from "../../notebook/format/notebook.js";
import { type NotebookModule, notebookModule } from "./notebook-module.js";

/** The module of a notebook file. */
export function loadNotebookModule(path: string): NotebookModule {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new NotFoundError(`import: cannot read ${path}: ${(cause as Error).message}; check the path`, { cause });
  }
  return notebookModule(parseNotebook(text, path), path);
}

/** The code of a notebook file with its source map as a last line, so that Node shows cells and their lines. */
export function loadMappedCode(path: string): string {
  const { code, map } = loadNotebookModule(path);
  const sources = map.sources.map((source) => pathToFileURL(source).href);
  const base64 = Buffer.from(JSON.stringify({ ...map, sources })).toString("base64");
  return `${code}//# sourceMappingURL=data:application/json;base64,${base64}\n`;
}
