import type { Json } from "../../core/json.js";
import { helpAndSecret, type NotebookParameter, type ParameterType } from "./parameter.js";

/** The parameters that a cell of Python assigns at its top level: `name = literal`, `name: type = literal`, with a comment behind. */
export function parsePythonParameters(text: string): readonly NotebookParameter[] {
  return text.split("\n").flatMap((line): readonly NotebookParameter[] => {
    const [, name, annotation, rest] = /^([A-Za-z_]\w*)\s*(?::\s*([^=]+?))?\s*=(?!=)\s*(.+)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) return [];
    const { code, comment } = splitComment(rest);
    const value = pythonValue(code);
    return [
      {
        name,
        type: annotation === undefined ? typeOfValue(value) : typeOfAnnotation(annotation),
        nullable: value === null || /\bNone\b|\bOptional\b/.test(annotation ?? ""),
        typeText: annotation,
        keyword: "",
        defaultText: code,
        default: value,
        ...helpAndSecret(comment),
      },
    ];
  });
}

/** A value as Python writes it. */
export function pythonLiteral(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map((item: Json) => pythonLiteral(item)).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
    .join(", ")}}`;
}

function splitComment(rest: string): { readonly code: string; readonly comment: string } {
  const [, code = rest, comment = ""] = /^((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"'#])*)#?(.*)$/.exec(rest) ?? [];
  return { code: code.trim(), comment: comment.trim() };
}

function pythonValue(code: string): Json | undefined {
  const json = code
    .replace(/"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'|\b(True|False|None)\b/g, (whole, single, word) => {
      if (word !== undefined) return { True: "true", False: "false", None: "null" }[word as "True" | "False" | "None"];
      return single === undefined ? whole : JSON.stringify(String(single).replaceAll("\\'", "'"));
    })
    .replace(/(\d)_(?=\d)/g, "$1");
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

function typeOfAnnotation(annotation: string): ParameterType {
  const plain = annotation.replace(/\s*\|\s*None|Optional\[(.*)\]/, "$1").trim();
  if (plain === "int" || plain === "float") return { kind: "number" };
  if (plain === "str") return { kind: "string" };
  if (plain === "bool") return { kind: "boolean" };
  const [, items] = /^(?:list|List)\[(.+)\]$/.exec(plain) ?? [];
  return items === undefined ? { kind: "json" } : { kind: "array", items: typeOfAnnotation(items) };
}

function typeOfValue(value: Json | undefined): ParameterType {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return { kind: typeof value as "number" | "string" | "boolean" };
  }
  return { kind: "json" };
}
