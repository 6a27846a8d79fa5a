import { exampleRow } from "../../pipeline/describe-contract.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import type { InputColumn } from "../../pipeline/input-column.js";
import { escapeHtml } from "../../report/escape-html.js";

/** What is wrong with the value of a field. */
export interface FieldProblem {
  readonly field: string;
  readonly detail: string;
}

/** Maximum number of labels of a list of choices; more are a field with suggestions. */
const choices = 40;

/**
 * The fields of a form for one row, as HTML: units, limits, choices, help, and the problems of values.
 *
 * @param values by name of the input; inputs without one have the example row's
 * @param prefix of the ids of the fields
 */
export function formFields(
  model: Pick<FittedPipeline, "inputs">,
  values: Readonly<Record<string, string>>,
  problems: readonly FieldProblem[],
  prefix = "input",
): string {
  const example = exampleRow(model);
  return model.inputs
    .map((input, index) => {
      const initial = input.kind === "time" ? toLocal(example[input.name]) : example[input.name];
      const value = values[input.name] ?? (initial === null || initial === undefined ? "" : String(initial));
      const errors = problems.filter(({ field }) => field === input.name).map(({ detail }) => detail);
      return field(input, `${prefix}-${index}`, value, errors);
    })
    .join("\n");
}

function field(input: InputColumn, id: string, value: string, errors: readonly string[]): string {
  const { name, unit, description, nullable } = input;
  const help = [description, rangeHelp(input), nullable === false ? undefined : "may be empty"]
    .filter((part) => part !== undefined && part !== "")
    .join("; ");
  const described = [...(help === "" ? [] : [`${id}-help`]), ...(errors.length === 0 ? [] : [`${id}-error`])].join(" ");
  const shared = [
    `id="${id}" name="${escapeHtml(name)}"`,
    described === "" ? "" : ` aria-describedby="${described}"`,
    errors.length === 0 ? "" : ' aria-invalid="true"',
    nullable === false ? " required" : "",
  ].join("");
  return `<div class="field"><label for="${id}">${escapeHtml(name)}${unit === undefined ? "" : ` <span class="unit">(${escapeHtml(unit)})</span>`}</label>
${control(input, id, shared, value)}${help === "" ? "" : `<p class="help" id="${id}-help">${escapeHtml(help)}</p>`}${errors.length === 0 ? "" : `<p class="error" id="${id}-error">${escapeHtml(errors.join("; "))}</p>`}</div>`;
}

function control(input: InputColumn, id: string, shared: string, value: string): string {
  const { kind, numbers, min, max, labels, otherLabels = [], nullable } = input;
  const empty = nullable === false ? [] : [["", "(missing)"] as const];
  if (numbers === "boolean") {
    return select(shared, value.toLowerCase(), [...empty, ["true", "yes"], ["false", "no"]]);
  }
  if (kind === "number") {
    const limits = `${min === undefined ? "" : ` min="${min}"`}${max === undefined ? "" : ` max="${max}"`}`;
    return `<input ${shared} type="number" inputmode="decimal" step="${numbers === "integer" ? "1" : "any"}"${limits} value="${escapeHtml(value)}">`;
  }
  if (kind === "time") return `<input ${shared} type="datetime-local" step="1" value="${escapeHtml(value)}">`;
  const all = [...(labels ?? []), ...otherLabels];
  if (all.length === 0) return `<input ${shared} type="text" value="${escapeHtml(value)}">`;
  if (all.length <= choices) return select(shared, value, [...empty, ...all.map((label) => [label, label] as const)]);
  const options = all.map((label) => `<option value="${escapeHtml(label)}"></option>`);
  return `<input ${shared} type="text" list="${id}-list" value="${escapeHtml(value)}"><datalist id="${id}-list">${options.join("")}</datalist>`;
}

function select(shared: string, value: string, options: readonly (readonly [string, string])[]): string {
  const known = options.some(([option]) => option === value) ? options : [[value, value] as const, ...options];
  const items = known.map(
    ([option, text]) =>
      `<option value="${escapeHtml(option)}"${option === value ? " selected" : ""}>${escapeHtml(text)}</option>`,
  );
  return `<select ${shared}>${items.join("")}</select>`;
}

function rangeHelp({ kind, numbers, min, max, training }: InputColumn): string | undefined {
  if (kind !== "number" || numbers === "boolean" || training === undefined) return undefined;
  const limits = min === undefined && max === undefined ? "" : `${min ?? "any"} to ${max ?? "any"}; `;
  return `${limits}training rows ${Number(training.min.toPrecision(6))} to ${Number(training.max.toPrecision(6))}`;
}

function toLocal(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 19).replace(" ", "T") : "";
}
