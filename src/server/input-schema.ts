import type { Json, JsonObject } from "../core/json.js";
import { exampleRow, inputType } from "../pipeline/describe-contract.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import type { InputColumn } from "../pipeline/input-column.js";

/**
 * The input contract of a pipeline as a JSON Schema (draft 2020-12) of one row: types, limits, labels, units
 * (`x-unit`), the names of the source (`x-source-names`) and an example. Strings that hold numbers are accepted where
 * it says so in the description.
 */
export function inputSchema(model: Pick<FittedPipeline, "inputs">, title = "row"): JsonObject {
  const { inputs } = model;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    type: "object",
    properties: Object.fromEntries(inputs.map((input) => [input.name, property(input)])),
    required: inputs.filter(({ nullable }) => nullable === false).map(({ name }) => name),
    additionalProperties: true,
    examples: [exampleRow(model)],
  };
}

function property(input: InputColumn): JsonObject {
  const { unit, description, sources, training } = input;
  const notes = [description, input.kind === "number" ? "a string that holds the value is accepted, too" : undefined];
  return {
    ...valueSchema(input),
    description: notes.filter((note) => note !== undefined && note !== "").join("; "),
    ...(unit !== undefined && { "x-unit": unit }),
    ...(sources !== undefined && { "x-source-names": sources }),
    ...(training !== undefined && input.kind === "number" && { "x-training-range": [training.min, training.max] }),
  };
}

function valueSchema(input: InputColumn): JsonObject {
  const { kind, nullable, labels, otherLabels = [] } = input;
  const isNullable = nullable !== false;
  if (kind === "number") return { type: types(inputType(input), isNullable), ...limits(input) };
  if (kind === "time") {
    return { type: types("string", isNullable), pattern: timePattern(input), examples: [timeExample(input)] };
  }
  if (labels === undefined) return { type: types("string", isNullable) };
  return { enum: [...labels, ...otherLabels, ...(isNullable ? [null] : [])] };
}

function types(name: string, isNullable: boolean): Json {
  const json = name === "string" || name === "integer" || name === "boolean" ? name : "number";
  return isNullable ? [json, "null"] : json;
}

/** Limits of the schema; without them the training range, extended by its width, as `predictRows` applies it. */
function limits({ numbers, min, max, training, outOfRange }: InputColumn): JsonObject {
  if (numbers === "boolean" || outOfRange === "missing") return {};
  const width = training === undefined ? 0 : training.max - training.min;
  const minimum = min ?? (width > 0 && training !== undefined ? training.min - width : undefined);
  const maximum = max ?? (width > 0 && training !== undefined ? training.max + width : undefined);
  return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}

const [month, day, hour, sixty] = ["(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])", "([01][0-9]|2[0-3])", "[0-5][0-9]"];

const dateParts: Readonly<Record<string, string>> = {
  "%Y": "[0-9]{4}",
  "%m": month,
  "%d": day,
  "%H": hour,
  "%M": sixty,
  "%S": sixty,
  "%F": `[0-9]{4}-${month}-${day}`,
  "%T": `${hour}:${sixty}:${sixty}`,
};

/** ISO 8601 with T is accepted for every column; without formats a blank may be between date and time, too. */
function timePattern({ format }: InputColumn): string {
  const formats = (format?.dates ?? []).map((date) =>
    date.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/%(?:\\\.)?[A-Za-z]/g, (part) => dateParts[part] ?? ".+"),
  );
  const iso = `[0-9]{4}-${month}-${day}`;
  const time = `${hour}:${sixty}(:${sixty})?`;
  const forms = formats.length > 0 ? [...formats, `${iso}T${time}`] : [`${iso}([T ]${time})?`];
  return `^(${[...new Set(forms)].join("|")})$`;
}

function timeExample(input: InputColumn): string {
  return String(exampleRow({ inputs: [input] })[input.name] ?? "");
}

/** The predictions of a pipeline as a JSON Schema. */
export function predictionSchema({ target, model }: Pick<FittedPipeline, "target" | "model">): JsonObject {
  const value: JsonObject =
    target?.labels === undefined ? { type: ["number", "null"] } : { enum: [...target.labels, null] };
  const unit = target?.unit;
  return {
    type: "object",
    properties: {
      prediction: { ...value, ...(unit !== undefined && { "x-unit": unit }) },
      ...(model.classes !== undefined && {
        probabilities: { type: "object", additionalProperties: { type: "number", minimum: 0, maximum: 1 } },
      }),
      valid: { type: "boolean" },
      problems: { type: "array", items: { $ref: "#/components/schemas/RowProblem" } },
      expected: { type: "number" },
      contributions: { type: "array", items: { $ref: "#/components/schemas/Contribution" } },
    },
    required: ["prediction", "valid"],
  };
}
