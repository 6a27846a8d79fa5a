import type { JsonObject } from "../../core/json.js";
import type { NotebookParameter, ParameterType } from "./notebook-parameter.js";

/**
 * The JSON Schema (draft 2020-12) of an object that holds values for a notebook's parameters: types, choices, defaults
 * and help as the notebook declares them. A parameter without a default is required; unknown names are refused, as a
 * run refuses them.
 *
 * @example parameterSchema([]).additionalProperties // false
 */
export function parameterSchema(parameters: readonly NotebookParameter[], title?: string): JsonObject {
  const required = parameters.filter(({ defaultText }) => defaultText === undefined).map(({ name }) => name);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...(title === undefined ? {} : { title }),
    type: "object",
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, toProperty(parameter)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function toProperty({ type, nullable, default: value, help, secret }: NotebookParameter): JsonObject {
  const shape = typeSchema(type);
  return {
    ...(nullable ? orNull(shape) : shape),
    ...(help === "" ? {} : { description: help }),
    ...(secret ? { writeOnly: true } : value === undefined ? {} : { default: value }),
  };
}

function typeSchema(type: ParameterType): JsonObject {
  switch (type.kind) {
    case "number":
    case "integer":
    case "string":
    case "boolean":
      return { type: type.kind };
    case "bigint":
      return { type: ["integer", "string"], pattern: "^[-+]?[0-9]+n?$" };
    case "choice":
      return { enum: [...type.choices] };
    case "array":
      return { type: "array", items: typeSchema(type.items) };
    case "json":
      return {};
  }
}

function orNull(shape: JsonObject): JsonObject {
  if (typeof shape.type === "string") return { ...shape, type: [shape.type, "null"] };
  return Array.isArray(shape.enum) ? { enum: [...shape.enum, null] } : shape;
}
