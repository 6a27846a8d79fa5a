import { escapeHtml } from "../escape-html.js";
import { embeddedJson } from "../page/embedded-json.js";
import type { Table, TableCell } from "../tables/table.js";
import { tableHtml } from "../tables/table-html.js";
import type { Figure } from "./figure.js";
import { plainFigureText } from "./figure-text.js";

/** Options of `figureHtml`. */
export interface FigureHtmlOptions {
  /** Unique on the page. */
  readonly id: string;
  /** Whether the page contains Plotly. */
  readonly live: boolean;
  /** Why a figure is not drawn, shown before its values. */
  readonly reason?: string | undefined;
  /** HTML of a line below the figure. */
  readonly note?: string | undefined;
}

/**
 * A figure as HTML: its title as text, an element to draw into, its data as JSON, and a table of its values for readers
 * without JavaScript.
 */
export function figureHtml(figure: Figure, { id, live, note, reason = "" }: FigureHtmlOptions): string {
  const { title, source } = figureCaption(figure);
  const heading = title === "" ? "" : `<p class="figure-title" id="${id}-title">${escapeHtml(title)}</p>\n`;
  const caption = [source === "" ? "" : escapeHtml(source), note ?? ""].filter((text) => text !== "");
  const below = caption.length === 0 ? "" : `<figcaption>${caption.join("<br>")}</figcaption>\n`;
  const table = tableHtml(figureTable(figure));
  const label = escapeHtml(title === "" ? "Figure" : title);
  if (!live) {
    return `<figure class="figure">\n${heading}${reason === "" ? "" : `<p class="label">${escapeHtml(reason)}</p>\n`}<details open><summary>Values of the figure</summary><div class="scroll">${table}</div></details>\n${below}</figure>`;
  }
  return `<figure class="figure">
${heading}<div class="plot" id="${id}" role="group" aria-label="${label}" style="height: ${untitled(figure.layout).height}px"></div>
<script type="application/json" data-figure="${id}">${embeddedJson({ ...figure, layout: untitled(figure.layout) })}</script>
<noscript><p>This figure needs JavaScript to be drawn; these are its values.</p><div class="scroll">${table}</div></noscript>
${below}</figure>`;
}

/** The layout without the title, which the page shows as text, and without the margin for it. */
function untitled(layout: Figure["layout"]): Figure["layout"] & { readonly height: number } {
  const { title: _, ...rest } = layout;
  const height = typeof layout.height === "number" ? Math.round(layout.height) : 380;
  const margin = layout.margin as { readonly t?: unknown } | undefined;
  if (typeof margin?.t !== "number") return { ...rest, height };
  const top = Math.min(
    margin.t,
    layout.showlegend === true ? legendHeight(layout) : Array.isArray(layout.annotations) ? 26 : 12,
  );
  return { ...rest, height: height - Math.round(margin.t - top), margin: { ...margin, t: top } };
}

/** Names of panels need a row more than a legend alone. */
function legendHeight({ legend }: Figure["layout"]): number {
  return Number((legend as { readonly y?: unknown } | undefined)?.y) > 1.02 ? 56 : 34;
}

/** Title and source of a figure as plain text; the title of figures from other programs is stripped of tags. */
export function figureCaption({ layout }: Pick<Figure, "layout">): { readonly title: string; readonly source: string } {
  const meta = (layout.meta ?? {}) as { readonly title?: unknown; readonly source?: unknown };
  const given = layout.title as string | { readonly text?: unknown } | undefined | null;
  const drawn = typeof given === "string" ? given : typeof given?.text === "string" ? given.text : "";
  const cleaned = plainFigureText(drawn.replace(/<br\s*\/?>/gi, " ").replace(/<[^>]*>/g, ""));
  return {
    title: typeof meta.title === "string" ? meta.title : cleaned,
    source: typeof meta.source === "string" ? meta.source : "",
  };
}

/** The first values of a figure as a table: one column per array of a trace, at most 20 rows. */
export function figureTable({ data, layout }: Pick<Figure, "data" | "layout">): Table {
  const columns: { name: string; cells: readonly TableCell[]; total: number }[] = [];
  const first = JSON.stringify(data[0]?.x);
  const shared = data.every(({ x }) => JSON.stringify(x) === first);
  for (const [index, trace] of data.entries()) {
    const name =
      typeof trace.name === "string" ? plainFigureText(trace.name) : data.length > 1 ? `trace ${index + 1}` : "";
    for (const key of ["labels", "x", "y", "z", "values", "lat", "lon"]) {
      const values = trace[key];
      if (!Array.isArray(values) || values.length === 0 || (key === "x" && shared && index > 0)) continue;
      const label = axisName(layout, key) ?? key;
      const full = name === "" || (key === "x" && shared) ? label : `${name}: ${label}`;
      columns.push({ name: full, cells: values.slice(0, 20).map(toCell), total: values.length });
    }
  }
  const shown = columns.slice(0, 12);
  const rowCount = Math.max(0, ...shown.map(({ cells }) => cells.length));
  return {
    columns: shown.map(({ name }) => ({ name })),
    rows: Array.from({ length: rowCount }, (_, row) => shown.map(({ cells }) => cells[row] ?? null)),
    totalRows: Math.max(0, ...shown.map(({ total }) => total)),
  };
}

function toCell(value: unknown): TableCell {
  if (typeof value === "string") return plainFigureText(value);
  if (value === null || typeof value === "number") return value;
  return Array.isArray(value) ? value.map((item) => (item === null ? "" : String(item))).join(", ") : String(value);
}

function axisName(layout: Figure["layout"], key: string): string | undefined {
  if (key !== "x" && key !== "y") return undefined;
  const axis = layout[`${key}axis`] as
    | { readonly title?: string | { readonly text?: string | undefined } | undefined }
    | undefined;
  const text = typeof axis?.title === "string" ? axis.title : axis?.title?.text;
  return text === undefined ? undefined : plainFigureText(text);
}
