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
    throw json.invalid("kind", `number, category, time or text, got ${JSON.stringify(saved)}`);
  }
  const numbers = json.has("numbers") ? json.string("numbers") : undefined;
  const training = json.has("training") ? json.object("training") : undefined;
  return {
    name: json.string("name"),
    kind,
    ...optional(json, ["sources", "labels", "otherLabels"], "strings"),
    ...optional(json, ["unit", "description", "usual", "outOfRange"], "string"),
    ...optional(json, ["nullable"], "boolean"),
    ...optional(json, ["min", "max"], "number"),
    ...((numbers === "integer" || numbers === "boolean") && { numbers }),
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
    ...optional(json, ["labels"], "strings"),
    ...optional(json, ["classes", "shares"], "numbers"),
    mean: json.number("mean"),
  };
}

function formatFromJson(json: JsonReader): InputFormat {
  return {
    ...optional(json, ["missing", "dates"], "strings"),
    ...optional(json, ["trim", "percent"], "boolean"),
    ...optional(json, ["thousands", "decimal"], "string"),
  };
}

type FieldKind = "string" | "boolean" | "number" | "strings" | "numbers";

function optional(json: JsonReader, keys: readonly string[], kind: FieldKind): JsonObject {
  return Object.fromEntries(keys.filter((key) => json.has(key)).map((key) => [key, json[kind](key)]));
}
