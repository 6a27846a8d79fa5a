import { isAbsolute, posix } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { fillTemplate } from "../../notebook/run/run-data.js";
import { executedPath } from "./executed-path.js";
import { isUri } from "./is-uri.js";
import { notebookName } from "./notebook-name.js";

/**
 * The path of the executed copy: a template with `{name}` for the notebook's name and `{year}` for the value of a
 * parameter, or the default. Values cannot lead out of the folder that the template names before its first placeholder.
 *
 * @example outputPath("notebooks/a.ipynb", "reports/{name}-{year}.ipynb", { year: 2020 }) // "reports/a-2020.ipynb"
 * @throws ArgumentError for an unknown placeholder, a value that leaves the folder, an address that cannot be written.
 */
export function outputPath(
  notebook: string,
  template: string | undefined,
  parameters: { readonly [name: string]: Json },
): string {
  const output = template === undefined ? executedPath(notebook) : fillOutput(notebook, template, parameters);
  if (/^https?:/i.test(output)) {
    throw new ArgumentError(`runNotebook: cannot write to ${output}; name a file, s3://bucket/key or - as output`);
  }
  return output;
}

function fillOutput(notebook: string, template: string, parameters: { readonly [name: string]: Json }): string {
  const name = notebookName(notebook);
  const values = Object.entries({ name, ...parameters, notebook: name }).map(([key, value]) => [
    key,
    typeof value === "string" ? toFileName(value) : value,
  ]);
  const output = fillTemplate(template, Object.fromEntries(values), "--output");
  const placeholder = template.search(/\{[A-Za-z_]/);
  if (placeholder < 0) return output;
  const fixed = template.slice(0, placeholder).replaceAll("\\", "/");
  const folder = fixed.slice(0, fixed.lastIndexOf("/") + 1);
  const inside = posix.normalize(output.slice(folder.length).replaceAll("\\", "/"));
  if (/^(\.\.?(\/|$)|\/)/.test(inside)) {
    throw new ArgumentError(
      `runNotebook: --output "${template}" with these values is ${output}, which is not a file below ${folder || "./"}; change the value or the template`,
    );
  }
  return output;
}

/** A value is a file name: of a path the name of its file, and no separators. */
function toFileName(value: string): string {
  return (isAbsolute(value) || isUri(value) ? notebookName(value) : value).replace(/[\\/]/g, "-");
}
