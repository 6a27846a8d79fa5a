/** Fields of a `meta.yaml`. Integers of more than 15 digits are strings: experiment ids have 18. */
export type Meta = { readonly [key: string]: MetaValue };
export type MetaValue = string | number | null | readonly MetaValue[] | Meta;

/** Fields of the simple form of a `meta.yaml` that trackers write; undefined when a line is not a key and a scalar. */
export function parseSimpleMeta(text: string): Meta | undefined {
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
  if (text.startsWith("'")) {
    return /^'([^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;
  }
  if (/^[A-Za-z0-9_./-][^#]*$/.test(text) && !/^-\s|:(\s|$)|\s$/.test(text)) return plainScalar(text);
  return undefined;
}

/** Only integers and null are converted, so that a digest such as `4e123456` stays a string. */
export function plainScalar(text: string): string | number | null {
  if (text === "" || text === "~" || text === "null") return null;
  return /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
