import type { Json, JsonObject } from "../../core/json.js";
import type { DisplayOutput, Output } from "../format/notebook.js";

/** What an output is called in a sentence: its stream, or what it shows. */
export function outputName(output: Output): string {
  if (output.output_type === "stream") return output.name;
  if (output.output_type === "error") return "an error";
  if (outputFigure(output) !== undefined) return "a figure";
  if (outputTable(output) !== undefined) return "a table";
  const [mime = "nothing"] = Object.keys(output.data).sort();
  return mime.startsWith("text/") ? "a value" : mime;
}

/** The mime types of an output, in alphabetical order. */
export function outputTypes(output: Output): string {
  return isDisplay(output) ? Object.keys(output.data).sort().join(", ") : "";
}

/** What can be read in an output. */
export function outputText(output: Output): string {
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  const { data } = output;
  const html = data["text/html"];
  const text = data["text/plain"] ?? data["text/markdown"] ?? (typeof html === "string" ? plainText(html) : "");
  return typeof text === "string" ? text : JSON.stringify(text);
}

/** The Plotly figure in an output. */
export function outputFigure(output: Output): JsonObject | undefined {
  const figure = isDisplay(output) ? output.data["application/vnd.plotly.v1+json"] : undefined;
  return figure === null || typeof figure !== "object" || Array.isArray(figure) ? undefined : (figure as JsonObject);
}

/** The shape of the first table in an output's HTML. */
export interface TableShape {
  readonly rows: number;
  readonly columns: readonly string[];
}

/** Rows and columns of the first table in an output's HTML. */
export function outputTable(output: Output): TableShape | undefined {
  const html = isDisplay(output) ? output.data["text/html"] : undefined;
  const table = typeof html === "string" ? /<table[\s\S]*?<\/table>/i.exec(html)?.[0] : undefined;
  if (table === undefined) return undefined;
  const head = /<thead[\s\S]*?<\/thead>/i.exec(table)?.[0] ?? "";
  const body = table.replace(head, "");
  const columns = [...head.matchAll(/<th[^>]*>([\s\S]*?)<\/th>/gi)].map(([, text = ""]) => plainText(text));
  return { rows: [...body.matchAll(/<tr[\s>]/gi)].length, columns };
}

/** What else is in an output than its plain text: other mime types, HTML by its text; pictures only if `strict`. */
export function otherContent(output: Output, strict: boolean): Json {
  if (!isDisplay(output)) return null;
  const others = Object.entries(output.data).flatMap(([mime, value]): readonly (readonly [string, Json])[] => {
    if (mime === "text/plain" || (mime.startsWith("image/") && !strict)) return [];
    return [[mime, mime === "text/html" && typeof value === "string" ? plainText(value) : value]];
  });
  return Object.fromEntries(others);
}

function isDisplay(output: Output): output is DisplayOutput {
  return output.output_type === "display_data" || output.output_type === "execute_result";
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
