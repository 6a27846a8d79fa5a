import { contentHash } from "../../core/content-hash.js";
import type { Json, JsonObject } from "../../core/json.js";
import { fromJsonNumber } from "../../core/json-number.js";
import { outputFigure } from "../diff/output-parts.js";
import { withoutVolatile } from "../diff/without-volatile.js";
import { liveMime } from "../format/live-mime.js";
import { metricMime } from "../format/metric-mime.js";
import type { Output } from "../format/notebook.js";

/** The numbers of one output. */
export interface PublishedNumbers {
  /** What shows them, such as `metric "rmse"` or `table "By year"`. */
  readonly what: string;
  readonly count: number;
  /** SHA-256 of all of them, and of what they are about. */
  readonly hash: string;
  /** The numbers themselves, where they are few; NaN and infinities as strings. */
  readonly values?: readonly (number | string)[] | undefined;
}

const mostValues = 2_000;

/**
 * The numbers that an output publishes: of metrics, tables, figures, live pages, and of text without what changes from
 * run to run, such as durations; undefined without numbers.
 */
export function publishedNumbers(output: Output): PublishedNumbers | undefined {
  const { what, values, about = [] } = find(output);
  if (values.length === 0) return undefined;
  const shown = values.map((value) => (Number.isFinite(value) ? value : String(value)));
  return {
    what,
    count: values.length,
    hash: contentHash(JSON.stringify([shown, about])),
    values: values.length <= mostValues ? shown : undefined,
  };
}

interface Found {
  readonly what: string;
  readonly values: readonly number[];
  readonly about?: readonly string[] | undefined;
}

const nothing: Found = { what: "", values: [] };

function find(output: Output): Found {
  if (output.output_type === "error") return nothing;
  if (output.output_type === "stream") {
    return output.name === "stdout" ? { what: "text", values: textNumbers(output.text) } : nothing;
  }
  const { data } = output;
  const metric = data[metricMime] as JsonObject | undefined;
  if (metric !== undefined) {
    return { what: `metric "${String(metric.name)}"`, values: [fromJsonNumber(metric.value) ?? Number.NaN] };
  }
  const figure = outputFigure(output);
  if (figure !== undefined) return figureNumbers(figure);
  const html = data["text/html"];
  if (typeof html === "string" && /data-value=/.test(html)) {
    const caption = /<caption[^>]*>([\s\S]*?)<\/caption>/i
      .exec(html)?.[1]
      ?.replace(/<[^>]*>/g, "")
      .trim();
    const name = caption === undefined ? "" : ` "${caption}"`;
    return { what: liveMime in data ? "live page" : `table${name}`, values: htmlNumbers(html) };
  }
  const text = data["text/plain"];
  return typeof text === "string" ? { what: "value", values: textNumbers(text) } : nothing;
}

/** The full numbers behind the cells of tables, also in the document of a live page's frame. */
function htmlNumbers(html: string): readonly number[] {
  return [...html.matchAll(/data-value=(?:"|&quot;)([^"&]*)/g)].flatMap(([, text = ""]) => {
    const value = Number(text);
    return text.trim() === "" || (Number.isNaN(value) && text !== "NaN") ? [] : [value];
  });
}

function textNumbers(text: string): readonly number[] {
  const plain = withoutVolatile(text).replace(/(?<=\d),(?=\d{3}\b)/g, "");
  return [...plain.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w])/gi)].map(([number]) => Number(number));
}

function figureNumbers({ data = [], layout }: JsonObject): Found {
  const values: number[] = [];
  const about: string[] = [];
  const visit = (json: Json): void => {
    if (typeof json === "number") values.push(json);
    else if (typeof json === "string") about.push(json);
    else if (json !== null && typeof json === "object") for (const part of Object.values(json)) visit(part);
  };
  visit(data);
  const title = (layout as { readonly title?: { readonly text?: unknown } | undefined } | undefined)?.title?.text;
  return { what: typeof title === "string" ? `figure "${title.replace(/<[^>]*>/g, " ")}"` : "figure", values, about };
}
