import { createRequire } from "node:module";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";

/** The fields of a `meta.yaml`. Whole numbers beyond 15 digits stay text: experiment ids have 18. */
export type Meta = { readonly [key: string]: MetaValue };
export type MetaValue = string | number | null | readonly MetaValue[] | Meta;

/**
 * The fields of a `meta.yaml`, read as YAML 1.1; `place` names the file in errors.
 * The plain form that trackers write is read line by line; anything else goes through the full parser.
 *
 * @example parseMeta("name: 1e3\nstatus: 3\n", "meta.yaml") // { name: "1e3", status: 3 }
 */
export function parseMeta(text: string, place: string): Meta {
  if (text.trim() === "") throw new FormatError(`parseMeta: ${place} is empty`);
  return parseSimple(text) ?? parseFully(text, place);
}

/** Undefined when any line is more than a key and a one-line scalar. */
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

/** Only whole numbers and null are told apart from text, so that a digest such as `4e123456` stays text. */
function plainScalar(text: string): string | number | null {
  if (text === "" || text === "~" || text === "null") return null;
  return /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

function parseFully(text: string, place: string): Meta {
  const yaml = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  const document = yaml.parseDocument(text, { schema: "failsafe", version: "1.1", logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new FormatError(`parseMeta: ${place} is not YAML: ${errorMessage(error)}`, { cause: error });
  }
  yaml.visit(document, {
    Scalar: (position, node) => {
      if (node.type === "PLAIN" && position !== "key") node.value = plainScalar(node.source ?? "");
    },
  });
  const meta: unknown = document.toJS();
  if (meta === null || typeof meta !== "object" || Array.isArray(meta)) {
    throw new FormatError(`parseMeta: ${place} must hold fields, each a line "key: value"`);
  }
  return meta as Meta;
}
