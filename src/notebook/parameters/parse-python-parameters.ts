import type { Json } from "../../core/json.js";
import { helpAndSecret, type NotebookParameter, type ParameterType } from "./notebook-parameter.js";
import { parsePythonLiteral } from "./python-literal.js";
import { findOutside, type PythonStatement, pythonStatements } from "./python-statements.js";

/**
 * The parameters that a cell of Python assigns at its top level: `name = value` and `name: type = value`, also over
 * several lines, with the comment after them as help.
 *
 * @example parsePythonParameters("n: int = 3  # rows")[0]?.help // "rows"
 */
export function parsePythonParameters(source: string): readonly NotebookParameter[] {
  return pythonStatements(source).flatMap(toParameter);
}

function toParameter({ code, comment }: PythonStatement): readonly NotebookParameter[] {
  const equals = findOutside(code, "=");
  // `==`, `<=` and `+=` are not assignments of a name.
  if (equals < 0 || code[equals + 1] === "=" || /[-+*/%@&|^<>!:]$/.test(code.slice(0, equals))) return [];
  const target = code.slice(0, equals);
  const colon = findOutside(target, ":");
  const name = (colon < 0 ? target : target.slice(0, colon)).trim();
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return [];
  const annotation = colon < 0 ? undefined : target.slice(colon + 1).trim();
  const defaultText = code.slice(equals + 1).trim();
  const value = parsePythonLiteral(defaultText);
  return [
    {
      name,
      type: annotation === undefined ? typeFromValue(value, defaultText) : typeFromAnnotation(annotation),
      nullable: value === null || /\bNone\b|\bOptional\b/.test(annotation ?? ""),
      typeText: annotation,
      keyword: "",
      defaultText,
      default: value,
      ...helpAndSecret(comment),
    },
  ];
}

function typeFromAnnotation(annotation: string): ParameterType {
  const plain = annotation
    .replace(/^(["'])(.*)\1$/s, "$2")
    .replace(/\s*\|\s*None\b|\bNone\s*\|\s*/g, "")
    .replace(/^(?:typing\.)?Optional\[([\s\S]*)\]$/, "$1")
    .trim();
  const [, items] = /^(?:typing\.)?(?:list|List|Sequence)\[([\s\S]+)\]$/.exec(plain) ?? [];
  if (items !== undefined) return { kind: "array", items: typeFromAnnotation(items) };
  const [, choices] = /^(?:typing\.)?Literal\[([\s\S]+)\]$/.exec(plain) ?? [];
  if (choices !== undefined) return choiceType(parsePythonLiteral(`[${choices}]`));
  switch (plain) {
    case "int":
      return { kind: "integer" };
    case "float":
      return { kind: "number" };
    case "str":
      return { kind: "string" };
    case "bool":
      return { kind: "boolean" };
    default:
      return { kind: "json" };
  }
}

function choiceType(choices: Json | undefined): ParameterType {
  if (!Array.isArray(choices) || choices.some((choice) => choice === null || typeof choice === "object")) {
    return { kind: "json" };
  }
  return { kind: "choice", choices: choices as (string | number | boolean)[] };
}

function typeFromValue(value: Json | undefined, text: string): ParameterType {
  if (value === undefined && /^[-+]?\d[\d_]*$/.test(text)) return { kind: "number" };
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return { kind: typeof value as "number" | "string" | "boolean" };
  }
  return { kind: "json" };
}
