import type { Json, JsonObject } from "../core/json.js";
import { exampleRow, inputType } from "../pipeline/describe-contract.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import type { InputColumn } from "../pipeline/input-column.js";

/**
 * The input contract of a pipeline as a JSON Schema (draft 2020-12) of one row: types, limits, labels, units (`x-unit`), the names of the
 * source (`x-source-names`) and an example. Strings that hold numbers are accepted where it says so in the description.
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

function timePattern({ format }: InputColumn): string {
  const iso = "\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?";
  const formats = (format?.dates ?? []).map((date) =>
    date
      .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
      .replace(/%Y/g, "\\d{4}")
      .replace(/%[mdHMSyj]/g, "\\d{1,4}")
      .replace(/%\\?\.?[A-Za-z]/g, ".+"),
  );
  return `^(${[...new Set(formats.length > 0 ? formats : [iso])].join("|")})$`;
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
