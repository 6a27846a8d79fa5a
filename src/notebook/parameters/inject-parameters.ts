import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { cellTags } from "../cells/cell-tags.js";
import type { Cell, Notebook } from "../format/notebook.js";
import { type NotebookParameter, type ParameterType, parameterValue } from "./notebook-parameter.js";
import { cellParameters, notebookLanguage, notebookParameters, parametersCell } from "./notebook-parameters.js";
import { formatPythonLiteral } from "./python-literal.js";

/** A notebook with a cell that sets parameters. */
export interface Injected {
  readonly notebook: Notebook;
  /** The index of an inserted cell; undefined when one was replaced or none was needed. */
  readonly insertedAt: number | undefined;
  /** Every declared parameter whose value is known. */
  readonly parameters: { readonly [name: string]: Json };
  /** The names of those that are secret. */
  readonly secrets: readonly string[];
  /** Their values, those that the notebook declares included. */
  readonly secretValues: readonly Json[];
}

const tag = "injected-parameters";

/**
 * The notebook with a cell tagged `injected-parameters` right after the one tagged `parameters`, that sets the given
 * values; an injected cell from an earlier run is replaced. Without values the notebook stays as it is. Refuses values
 * for names that the notebook does not declare, values of another type, and a missing value where the notebook has no
 * default.
 */
export function injectParameters(
  notebook: Notebook,
  { path, parameters: given }: { readonly path: string; readonly parameters: { readonly [name: string]: Json } },
): Injected {
  const names = Object.keys(given);
  const declared = notebookParameters(notebook, path);
  const position = parametersCell(notebook, path);
  for (const name of names) {
    if (position === undefined) {
      throw new ArgumentError(
        `runNotebook: parameter "${name}" given, but ${path} has no cell tagged "parameters"; add one that declares it, such as const ${name} = 1`,
      );
    }
    refuseUnknown(name, declared, path);
  }
  const values = new Map<string, Json>();
  for (const parameter of declared) {
    const value = given[parameter.name];
    if (value !== undefined) values.set(parameter.name, parameterValue(parameter, value, path));
  }
  const earlier = notebook.cells.findIndex((cell) => cell.cell_type === "code" && cellTags(cell).includes(tag));
  const earlierParameters = names.length === 0 && earlier >= 0 ? cellParameters(notebook, earlier, path) : [];
  for (const parameter of declared) {
    const known = earlierParameters.some(({ name }) => name === parameter.name) || values.has(parameter.name);
    if (parameter.defaultText === undefined && !known) {
      throw new ArgumentError(
        `runNotebook: ${path} needs a value for parameter "${parameter.name}"; give one with -p ${parameter.name}=...`,
      );
    }
  }
  const parameters = Object.fromEntries(
    [...declared, ...earlierParameters].flatMap((parameter) => {
      const value = values.get(parameter.name) ?? (values.has(parameter.name) ? null : parameter.default);
      return value === undefined ? [] : [[parameter.name, value] as const];
    }),
  );
  const hidden = declared.filter(({ secret }) => secret);
  const secrets = hidden.map(({ name }) => name);
  const secretValues = hidden.flatMap(({ name, default: value }) =>
    [value, parameters[name]].filter((one): one is Json => one !== undefined && one !== null && one !== ""),
  );
  if (names.length === 0 || position === undefined)
    return { notebook, insertedAt: undefined, parameters, secrets, secretValues };
  const cell = injectedCell(notebook, declared, values);
  const cells = [...notebook.cells];
  if (earlier >= 0) cells[earlier] = cell;
  else cells.splice(position + 1, 0, cell);
  return {
    notebook: { ...notebook, cells },
    insertedAt: earlier >= 0 ? undefined : position + 1,
    parameters,
    secrets,
    secretValues,
  };
}

function refuseUnknown(name: string, declared: readonly NotebookParameter[], path: string): void {
  const known = declared.map((parameter) => parameter.name);
  if (known.includes(name)) return;
  const hint =
    didYouMean(name, known) || (known.length > 0 ? `; it declares ${known.join(", ")}` : "; it declares none");
  throw new ArgumentError(`runNotebook: unknown parameter "${name}" for ${path}${hint}`);
}

function injectedCell(
  notebook: Notebook,
  declared: readonly NotebookParameter[],
  values: ReadonlyMap<string, Json>,
): Cell {
  const language = notebookLanguage(notebook);
  const python = language === "python";
  const lines = declared.flatMap(({ name, type, keyword, typeText }) => {
    const value = values.get(name);
    if (value === undefined) return [];
    const typed = typeText === undefined || language === "javascript" ? name : `${name}: ${typeText}`;
    if (!python) return [`${keyword} ${typed} = ${typescriptLiteral(type, value)};`];
    const isDigits = typeof value === "string" && (type.kind === "integer" || type.kind === "number");
    return [`${typed} = ${isDigits ? value : formatPythonLiteral(value)}`];
  });
  return {
    cell_type: "code",
    ...(notebook.nbformat_minor >= 5 ? { id: tag } : {}),
    source: [python ? "# Parameters" : "// Parameters", ...lines].join("\n"),
    metadata: { tags: [tag] },
    execution_count: null,
    outputs: [],
  };
}

function typescriptLiteral(type: ParameterType, value: Json): string {
  if (type.kind === "bigint" && value !== null) return `${value}n`;
  if (type.kind !== "array" || !Array.isArray(value)) return JSON.stringify(value);
  return `[${value.map((item: Json) => typescriptLiteral(type.items, item)).join(",")}]`;
}
