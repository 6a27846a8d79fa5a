import { ArgumentError, FormatError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { Notebook } from "../format/notebook.js";

/** An input that a notebook declares, with the version that a run found. */
export interface RunData {
  readonly uri: string;
  readonly kind: "input";
  /** Changes whenever the bytes change. */
  readonly hash: string;
}

/**
 * The inputs that a notebook declares: the list `cuaderno.inputs` of its metadata, and comments `// @input <uri>` (`#
 * @input <uri>`) in its cells. `{name}` in them is replaced by the value of a parameter. Without duplicates.
 */
export function declaredInputs(
  notebook: Notebook,
  parameters: { readonly [name: string]: Json },
  path: string,
): readonly string[] {
  const { inputs = [] } = (notebook.metadata.cuaderno ?? {}) as JsonObject;
  if (!Array.isArray(inputs) || inputs.some((input: Json) => typeof input !== "string")) {
    throw new FormatError(
      `runNotebook: ${path}: metadata cuaderno.inputs: expected an array of strings, got ${JSON.stringify(inputs)}; run the notebook again`,
    );
  }
  const commented = notebook.cells.flatMap((cell) =>
    cell.cell_type === "code"
      ? [...cell.source.matchAll(/^\s*(?:\/\/|#|\*|\/\*\*?)\s*@input\s+(\S+)/gm)].map((match) => match[1] ?? "")
      : [],
  );
  const all = [...(inputs as readonly string[]), ...commented];
  return [...new Set(all.map((uri) => fillTemplate(uri, parameters, `an input of ${path}`)))];
}

/**
 * A string with `{name}` replaced by the values of parameters; `what` names the string in errors.
 *
 * @example fillTemplate("out/{city}-{year}.ipynb", { city: "Lima", year: 2020 }, "--output") // "out/Lima-2020.ipynb"
 */
export function fillTemplate(text: string, values: { readonly [name: string]: Json }, what: string): string {
  return text.replace(/\{([A-Za-z_]\w*)\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) {
      const known = Object.keys(values);
      const names = known.length === 0 ? "there are none" : `known parameters: ${known.join(", ")}`;
      throw new ArgumentError(`runNotebook: ${what} contains {${name}}: unknown parameter; ${names}`);
    }
    return typeof value === "string" ? value : Array.isArray(value) ? value.join("-") : JSON.stringify(value);
  });
}
