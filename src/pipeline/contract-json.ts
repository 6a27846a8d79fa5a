import { FormatError } from "../core/errors.js";
import type { Json, JsonObject } from "../core/json.js";
import type { JsonReader } from "../core/json-reader.js";
import type { Column } from "../table/columns.js";
import type { TargetColumn } from "./describe-target.js";
import type { InputColumn, InputFormat } from "./input-column.js";

/** The input contract as pipeline files hold it. */
export function inputsToJson(inputs: readonly InputColumn[]): JsonObject[] {
  // Files hold the kind "string" as "text", as its first versions called it.
  return inputs.map((input) => ({ ...plainJson(input), kind: input.kind === "string" ? "text" : input.kind }));
}

/** The target as pipeline files hold it. */
export function targetToJson(target: TargetColumn): JsonObject {
  return plainJson(target);
}

/** A copy without undefined fields, the names in one order whatever the value was made from. */
function plainJson(value: object): JsonObject {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const names = ["name", "kind", ...fields.map(([name]) => name).sort()];
  const given = new Map(fields);
  return Object.fromEntries(
    [...new Set(names)]
      .filter((name) => given.has(name))
      .map((name) => {
        const field: unknown = given.get(name);
        if (Array.isArray(field)) return [name, [...(field as readonly (string | number)[])]];
        return [name, typeof field === "object" && field !== null ? plainJson(field) : (field as Json)];
      }),
  );
}

/** The input column that `inputsToJson` wrote; files of older versions hold name and kind only. */
export function inputFromJson(json: JsonReader): InputColumn {
  const saved = json.string("kind");
  const kind = (saved === "text" ? "string" : saved) as Column["kind"];
  if (!["number", "category", "time", "string"].includes(kind)) {
    throw new FormatError(`${json.path}.kind: expected number, category, time or text, got ${JSON.stringify(saved)}`);
  }
  const numbers = json.has("numbers") ? json.string("numbers") : undefined;
  const training = json.has("training") ? json.object("training") : undefined;
  return {
    name: json.string("name"),
    kind,
    ...optionalStrings(json, ["sources", "labels", "otherLabels"]),
    ...optional(json, ["unit", "description"], "string"),
    ...optional(json, ["nullable"], "boolean"),
    ...optional(json, ["min", "max"], "number"),
    ...((numbers === "integer" || numbers === "boolean") && { numbers }),
    ...(json.has("outOfRange") && json.string("outOfRange") === "missing" && { outOfRange: "missing" as const }),
    ...(json.has("format") && { format: formatFromJson(json.object("format")) }),
    ...(training && {
      training: {
        min: training.number("min"),
        max: training.number("max"),
        low: training.number("low"),
        high: training.number("high"),
      },
    }),
  };
}

/** The target that `targetToJson` wrote. */
export function targetFromJson(json: JsonReader): TargetColumn {
  return {
    ...optional(json, ["name", "unit"], "string"),
    ...optionalStrings(json, ["labels"]),
    ...(json.has("classes") && { classes: json.numbers("classes") }),
    mean: json.number("mean"),
    ...(json.has("shares") && { shares: json.numbers("shares") }),
  };
}

function formatFromJson(json: JsonReader): InputFormat {
  return {
    ...optionalStrings(json, ["missing", "dates"]),
    ...optional(json, ["trim", "percent"], "boolean"),
    ...optional(json, ["thousands"], "string"),
    ...(json.has("decimal") && json.string("decimal") === "," && { decimal: "," as const }),
  };
}

function optional(json: JsonReader, keys: readonly string[], kind: "string" | "boolean" | "number"): JsonObject {
  return Object.fromEntries(keys.filter((key) => json.has(key)).map((key) => [key, json[kind](key)]));
}

function optionalStrings(json: JsonReader, keys: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(keys.filter((key) => json.has(key)).map((key) => [key, json.strings(key)]));
}
