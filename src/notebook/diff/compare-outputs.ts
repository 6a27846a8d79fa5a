import type { Json } from "../../core/json.js";
import type { Output } from "../format/notebook.js";
import { plainAnsi } from "../html/html-ansi.js";

/** What counts as the same output. */
export interface CompareOutputsOptions {
  /** How far a number may be off, as a share of its size. Default: 1e-9. */
  readonly tolerance?: number;
}

/**
 * Where outputs say something else than others did, one sentence each; none when they agree. Numbers agree within a tolerance. Dates, times, durations,
 * ids, hexadecimal sums, temporary paths and colours of the terminal are not compared, nor are counts and the bytes of pictures.
 *
 * @example compareOutputs([{ output_type: "stream", name: "stdout", text: "took 3 ms" }], [{ output_type: "stream", name: "stdout", text: "took 5 ms" }]) // []
 */
export function compareOutputs(
  stored: readonly Output[],
  fresh: readonly Output[],
  { tolerance = 1e-9 }: CompareOutputsOptions = {},
): readonly string[] {
  const [before, after] = [joined(stored), joined(fresh)];
  const found: string[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [old, now] = [before[index], after[index]];
    const name = `output ${index + 1}`;
    if (old === undefined) found.push(`${name} is new: ${short(textOf(now))}`);
    else if (now === undefined) found.push(`${name} is gone: ${short(textOf(old))}`);
    else found.push(...differences(old, now, tolerance).map((what) => `${name}: ${what}`));
  }
  return found;
}

function differences(old: Output, now: Output, tolerance: number): readonly string[] {
  const [oldKind, kind] = [kindOf(old), kindOf(now)];
  if (oldKind !== kind) return [`was ${oldKind}, is ${kind}`];
  if (!("data" in old) || !("data" in now)) return textDifferences(textOf(old), textOf(now), tolerance);
  const [oldTypes, types] = [typesOf(old), typesOf(now)];
  if (oldTypes !== types) return [`was of type ${oldTypes}, is of type ${types}`];
  for (const [type, value] of Object.entries(old.data)) {
    const other = now.data[type];
    if (other === undefined || type.startsWith("image/")) continue;
    const found =
      typeof value === "string" && typeof other === "string"
        ? textDifferences(value, other, tolerance)
        : jsonDifferences(value, other, tolerance, type === plotly ? "figure" : "value");
    if (found.length > 0) return found;
  }
  return [];
}

const plotly = "application/vnd.plotly.v1+json";

/** The first places where two JSON values differ. */
function jsonDifferences(old: Json, now: Json | undefined, tolerance: number, jsonPath: string): readonly string[] {
  if (typeof old === "number" && typeof now === "number") {
    return near(old, now, tolerance) ? [] : [`${jsonPath} was ${old}, is ${now}`];
  }
  if (typeof old === "string" && typeof now === "string") {
    return textDifferences(old, now, tolerance).map((what) => `${jsonPath}: ${what}`);
  }
  if (old === null || now === null || now === undefined || typeof old !== "object" || typeof now !== "object") {
    return old === now
      ? []
      : [`${jsonPath} was ${short(JSON.stringify(old))}, is ${short(String(JSON.stringify(now)))}`];
  }
  if (Array.isArray(old) !== Array.isArray(now)) return [`${jsonPath} has another form`];
  if (Array.isArray(old) && Array.isArray(now) && old.length !== now.length) {
    return [`${jsonPath} had ${old.length} items, has ${now.length}`];
  }
  const [before, after] = [old as { [key: string]: Json }, now as { [key: string]: Json }];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const where = Array.isArray(old) ? `${jsonPath}[${key}]` : `${jsonPath}.${key}`;
    if (!(key in before)) return [`${where} is new`];
    const found = jsonDifferences(before[key] ?? null, after[key], tolerance, where);
    if (found.length > 0) return found;
  }
  return [];
}

function textDifferences(old: string, now: string, tolerance: number): readonly string[] {
  const [before, after] = [old, now].map((text) => normalised(text).split("\n"));
  for (const [index, line] of (before ?? []).entries()) {
    const other = after?.[index];
    if (other === undefined) return [`line ${index + 1} is gone: ${short(line)}`];
    if (!sameLine(line, other, tolerance)) return [`line ${index + 1} was "${short(line)}", is "${short(other)}"`];
  }
  const more = after?.[before?.length ?? 0];
  return more === undefined ? [] : [`line ${(before?.length ?? 0) + 1} is new: ${short(more)}`];
}

const number = /(?<![\w.])[-+−]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w])/gi;

function sameLine(old: string, now: string, tolerance: number): boolean {
  if (old === now) return true;
  if (old.replace(number, "#") !== now.replace(number, "#")) return false;
  const [before, after] = [old, now].map((line) =>
    [...line.matchAll(number)].map(([text]) => Number(text.replaceAll(",", "").replace("−", "-"))),
  );
  return (before ?? []).every((value, index) => near(value, after?.[index] ?? Number.NaN, tolerance));
}

function near(old: number, now: number, tolerance: number): boolean {
  return old === now || Math.abs(now - old) <= tolerance * Math.max(Math.abs(old), Math.abs(now));
}

/** What differs from run to run becomes a word in angle brackets. */
const normalisers: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?/g, "<date>"],
  [/\b(0x)?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, "<hex>"],
  [/(?<![\w.])\d[\d,]*(\.\d+)? ?(ns|µs|us|ms|s|sec|seconds?|min|minutes?)\b/g, "<duration>"],
  [/\b\d{1,2}:\d{2}:\d{2}(\.\d+)?\b/g, "<time>"],
  [/(\/tmp|\/var\/folders|[A-Z]:\\[^\s"']*\\Temp)[/\\][^\s"'<>]*/g, "<temporary>"],
];

function normalised(text: string): string {
  return normalisers.reduce(
    (done, [pattern, word]) => done.replace(pattern, word),
    plainAnsi(text).replace(/\s+$/gm, ""),
  );
}

function textOf(output: Output | undefined): string {
  if (output === undefined) return "";
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  const text = output.data["text/plain"];
  return typeof text === "string" ? text : typesOf(output);
}

function kindOf(output: Output): string {
  return output.output_type === "stream" ? output.name : output.output_type === "error" ? "an error" : "a value";
}

function typesOf({ data }: { readonly data: { readonly [type: string]: Json } }): string {
  return Object.keys(data).sort().join(", ");
}

/** Streams of one name are one text, however many pieces they came in. */
function joined(outputs: readonly Output[]): readonly Output[] {
  const texts = new Map<string, string>();
  for (const output of outputs) {
    if (output.output_type === "stream") texts.set(output.name, (texts.get(output.name) ?? "") + output.text);
  }
  const streams = [...texts].map(([name, text]): Output => ({ output_type: "stream", name: name as "stdout", text }));
  return [...streams, ...outputs.filter((output) => output.output_type !== "stream")];
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
