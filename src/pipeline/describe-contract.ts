import type { FittedPipeline } from "./fitted-pipeline.js";
import type { InputColumn } from "./input-column.js";

/** An input column in words. */
export interface ContractEntry {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  /** What values must fulfil: `200 to 330; may be missing`. */
  readonly rules: string;
  readonly description: string;
}

/**
 * The input contract of a pipeline in words, column by column.
 *
 * @example describeContract(model)[0] // { name: "temp", type: "number", unit: "K", rules: "200 to 330", description: "" }
 */
export function describeContract({ inputs }: FittedPipeline): readonly ContractEntry[] {
  return inputs.map((input) => ({
    name: input.name,
    type: inputType(input),
    unit: input.unit ?? "",
    rules: inputRules(input),
    description: input.description ?? "",
  }));
}

/** What a column holds, in one word. */
export function inputType({ kind, numbers }: InputColumn): string {
  if (kind === "number") return numbers ?? "number";
  return kind === "time" ? "datetime" : "string";
}

function inputRules(input: InputColumn): string {
  const { kind, min, max, labels, otherLabels = [], nullable, training, numbers } = input;
  const rules: string[] = [];
  const show = (value: number): string =>
    kind === "time" ? new Date(value).toISOString().slice(0, 16) : String(value);
  if (min !== undefined || max !== undefined) rules.push(`${min ?? "any"} to ${max ?? "any"}`);
  else if (training !== undefined && numbers !== "boolean")
    rules.push(`training rows ${show(training.min)} to ${show(training.max)}`);
  const all = [...(labels ?? []), ...otherLabels];
  if (all.length > 0) rules.push(all.length <= 8 ? `one of ${all.join(", ")}` : `one of ${all.length} labels`);
  if (nullable !== false) rules.push("may be missing");
  return rules.join("; ");
}

/**
 * A row that fulfils the input contract: the middle of the training range, the most frequent label. Times are `at`.
 *
 * @param at milliseconds of wall-clock time
 * @example exampleRow(model) // { temp: 281.3, weather: "Clear" }
 */
export function exampleRow(
  { inputs }: Pick<FittedPipeline, "inputs">,
  at: number = Date.UTC(2024, 0, 15, 8),
): Readonly<Record<string, string | number | boolean | null>> {
  return Object.fromEntries(inputs.map((input) => [input.name, exampleValue(input, at)]));
}

function exampleValue(input: InputColumn, at: number): string | number | boolean | null {
  const { kind, numbers, labels, training, min, max, format } = input;
  if (kind === "time") {
    const iso = new Date(at).toISOString();
    return formatTime(iso, format?.dates?.[0] ?? "%Y-%m-%d %H:%M:%S");
  }
  if (kind !== "number") return input.usual ?? labels?.[0] ?? (input.nullable === false ? "" : null);
  if (numbers === "boolean") return false;
  const middle = training === undefined ? 0 : (training.low + training.high) / 2;
  const inside = Math.min(max ?? middle, Math.max(min ?? middle, middle));
  return numbers === "integer" ? Math.round(inside) : Number(inside.toPrecision(4));
}

/** The parts of an ISO timestamp in a strftime format of digits. */
function formatTime(iso: string, format: string): string {
  const parts: Readonly<Record<string, string>> = {
    "%Y": iso.slice(0, 4),
    "%m": iso.slice(5, 7),
    "%d": iso.slice(8, 10),
    "%H": iso.slice(11, 13),
    "%M": iso.slice(14, 16),
    "%S": iso.slice(17, 19),
    "%F": iso.slice(0, 10),
    "%T": iso.slice(11, 19),
    "%.f": "",
  };
  const text = format.replace(/%\.?[A-Za-z]/g, (part) => parts[part] ?? part);
  return text.includes("%") ? iso.slice(0, 19) : text;
}
