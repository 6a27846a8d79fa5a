import type { Json, JsonObject } from "../../core/json.js";
import { fromJsonNumber } from "../../core/json-number.js";
import { cellTags } from "../cells/cell-tags.js";
import { metricMime } from "../format/metric-mime.js";
import type { DisplayOutput, MimeBundle, Notebook } from "../format/notebook.js";
import { tagMime } from "../format/tag-mime.js";

/**
 * What an executed notebook reports: metrics and tags of its cells, the outputs of cells with the tags `summary` and
 * `headline`.
 */
export interface NotebookResults {
  readonly title: string;
  readonly metrics: readonly ReportedMetric[];
  readonly tags: { readonly [name: string]: string };
  /** The value of the cell tagged `summary`. */
  readonly summary: MimeBundle | undefined;
  /** The figure of the cell tagged `headline`. */
  readonly figure: MimeBundle | undefined;
}

/** The last value of a metric. */
export interface ReportedMetric {
  readonly name: string;
  readonly value: number;
  readonly label: string;
  readonly unit: string;
  /** Shown as a card. */
  readonly headline: boolean;
}

/** The results of an executed notebook. */
export function notebookResults(notebook: Notebook): NotebookResults {
  const shown = notebook.cells.flatMap((cell) =>
    cell.cell_type !== "code"
      ? []
      : cell.outputs
          .filter((output): output is DisplayOutput => "data" in output)
          .map(({ data }) => ({ data, tags: cellTags(cell) })),
  );
  const metrics = new Map<string, ReportedMetric>();
  const tags: { [name: string]: string } = {};
  for (const { data } of shown) {
    const metric = toMetric(data[metricMime]);
    if (metric !== undefined) metrics.set(metric.name, metric);
    const tag = data[tagMime] as JsonObject | undefined;
    if (typeof tag?.name === "string" && typeof tag.value === "string") tags[tag.name] = tag.value;
  }
  const tagged = (tag: string): MimeBundle | undefined =>
    shown.filter((output) => output.tags.includes(tag) && data(output.data)).at(-1)?.data;
  return {
    title: firstHeading(notebook),
    metrics: [...metrics.values()],
    tags,
    summary: tagged("summary"),
    figure: tagged("headline"),
  };
}

function data(bundle: MimeBundle): boolean {
  return !(metricMime in bundle) && !(tagMime in bundle);
}

function toMetric(json: Json | undefined): ReportedMetric | undefined {
  if (json === undefined || json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  const { name, value, label, unit, headline } = json as JsonObject;
  const number = fromJsonNumber(value);
  if (typeof name !== "string" || number === undefined) return undefined;
  return {
    name,
    value: number,
    label: typeof label === "string" ? label : name,
    unit: typeof unit === "string" ? unit : "",
    headline: headline === true,
  };
}

function firstHeading(notebook: Notebook): string {
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "markdown") continue;
    const heading = /^#{1,2}\s+(.+)$/m.exec(cell.source)?.[1];
    if (heading !== undefined) return heading.trim();
  }
  return "";
}
