import { createRequire } from "node:module";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";

/** Fields of a `meta.yaml`. Integers of more than 15 digits are strings: experiment ids have 18. */
export type Meta = { readonly [key: string]: MetaValue };
export type MetaValue = string | number | null | readonly MetaValue[] | Meta;

/**
 * Fields of a `meta.yaml`, read as YAML 1.1; `path` is for errors. The simple form that trackers write is read line by
 * line, any other form by the full parser.
 *
 * @example parseMeta("name: 1e3\nstatus: 3\n", "meta.yaml") // { name: "1e3", status: 3 }
 */
export function parseMeta(text: string, path: string): Meta {
  if (text.trim() === "")
    throw new FormatError(`parseMeta: ${path} is empty; restore the file, or delete the folder of its run`);
  return parseSimple(text) ?? parseFully(text, path);
}

/** Undefined when a line is not a key and a scalar. */
function parseSimple(text: string): Meta | undefined {
  const meta: Record<string, MetaValue> = {};
  const end = text.endsWith("\n") ? text.length - 1 : text.length;
  for (let start = 0; start <= end; ) {
    const newline = text.indexOf("\n", start);
    const stop = newline === -1 ? end : newline;
    const colon = text.indexOf(": ", start);
    if (colon === -1 || colon >= stop) return undefined;
    const key = text.slice(start, colon);
    if (!/^[a-z_]+$/.test(key)) return undefined;
    const value = parseScalar(text.slice(colon + 2, stop));
    if (value === undefined) return undefined;
    meta[key] = value;
    start = stop + 1;
  }
  return meta;
}

function parseScalar(text: string): MetaValue | undefined {
  if (text === "[]") return [];
  if (text === "{}") return {};
  if (/^'([^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^[A-Za-z0-9_./-][^#]*$/.test(text) && !/^-\s|:(\s|$)|\s$/.test(text)) return plainScalar(text);
  return undefined;
}

/** Only integers and null are converted, so that a digest such as `4e123456` stays a string. */
function plainScalar(text: string): string | number | null {
  if (text === "" || text === "~" || text === "null") return null;
  return /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function parseFully(text: string, path: string): Meta {
  const yaml = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  const document = yaml.parseDocument(text, { schema: "failsafe", version: "1.1", logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new FormatError(`parseMeta: ${path} is not valid YAML: ${errorMessage(error)}; fix the syntax there`, {
      cause: error,
    });
  }
  yaml.visit(document, {
    Scalar: (position, node) => {
      if (node.type === "PLAIN" && position !== "key") node.value = plainScalar(node.source ?? "");
    },
  });
  const meta: unknown = document.toJS();
  if (meta === null || typeof meta !== "object" || Array.isArray(meta)) {
    throw new FormatError(
      `parseMeta: ${path}: expected fields, each a line "key: value"; restore the file from a copy`,
    );
  }
  return meta as Meta;
}
