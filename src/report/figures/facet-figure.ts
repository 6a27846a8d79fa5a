import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { figureText, plainFigureText, shortLabel } from "./figure-text.js";
import { neutralText, seriesColors } from "./palette.js";

/** A panel of a `facetFigure`. */
export interface Facet {
  /** Shown above the panel. */
  readonly name: string;
  /** A figure of lines, bars, points, boxes or a histogram. */
  readonly figure: Figure;
}

/** Options of `facetFigure`. */
export interface FacetOptions extends Omit<FigureOptions, "guides"> {
  /**
   * Panels per row.
   * @default 2, or 3 for more than 6 panels
   */
  readonly columns?: number | undefined;
  /**
   * Whether all panels have the same scales.
   * @default true
   */
  readonly shared?: boolean | undefined;
}

const mostFacets = 24;
const panelHeight = 210;
const nameHeight = 22;

/**
 * Several figures of one kind as panels of one figure, with the same scales. Series of the same name have the same
 * colour and one entry in the legend.
 *
 * @example facetFigure([{ name: "2016", figure: lineFigure({ x: [1, 2], y: [3, 4] }, axes) }, { name: "2017", figure: lineFigure({ x: [1, 2], y: [4, 5] }, axes) }], axes)
 */
export function facetFigure(facets: readonly Facet[], options: FacetOptions): Figure {
  checkFigureOptions("facetFigure", options);
  if (!Array.isArray(facets) || facets.length < 2 || facets.length > mostFacets) {
    throw new ArgumentError(
      `facetFigure: expected 2 to ${mostFacets} panels, got ${Array.isArray(facets) ? facets.length : typeof facets}; split the figure, or draw one without facets`,
    );
  }
  const columns = Math.min(facets.length, options.columns ?? (facets.length > 6 ? 3 : 2));
  checkInteger("facetFigure", "columns", columns, 1, "pass columns: 2, or leave it out");
  const rows = Math.ceil(facets.length / columns);
  const names = [
    ...new Set(facets.flatMap(({ figure }) => figure.data.map((trace: JsonObject) => String(trace.name ?? "")))),
  ];
  const legend = names.filter((name) => name !== "");
  const base = figureLayout(options, {
    legend: legend.map(plainFigureText),
    height: 90 + rows * panelHeight,
    more: { hovermode: "closest" },
  });
  const { xaxis: _x, yaxis: _y, ...layout } = withNameMargin(base, rows);
  const panels = facets.map((facet, index) =>
    panel(facet, index, { rows, columns, count: facets.length, options, base, names }),
  );
  return {
    kind: "figure",
    data: panels.flatMap(({ data }) => data),
    layout: Object.assign(
      { ...layout, annotations: panels.map(({ title }) => title) },
      ...panels.map(({ axes }) => axes),
    ),
  };
}

/** The legend above the names of the first panels. */
function withNameMargin(layout: JsonObject, rows: number): JsonObject {
  const margin = layout.margin as JsonObject;
  const legend = layout.legend as JsonObject | undefined;
  return {
    ...layout,
    margin: { ...margin, t: Number(margin.t) + nameHeight },
    ...(legend === undefined
      ? {}
      : { legend: { ...legend, y: Number((1 + nameHeight / (rows * panelHeight)).toFixed(3)) } }),
  };
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
  readonly options: FacetOptions;
  readonly base: JsonObject;
  readonly names: readonly string[];
}

function panel({ name, figure }: Facet, index: number, { rows, columns, count, options, base, names }: Grid) {
  const suffix = index === 0 ? "" : String(index + 1);
  const [row, column] = [Math.floor(index / columns), index % columns];
  const [gapX, gapY] = [columns === 1 ? 0 : 0.07, Math.min(0.12, 0.34 / rows)];
  const [width, height] = [(1 - gapX * (columns - 1)) / columns, (1 - gapY * (rows - 1)) / rows];
  const [left, top] = [column * (width + gapX), 1 - row * (height + gapY)];
  const isShared = (options.shared ?? true) && index > 0;
  const hasPanelBelow = index + columns < count;
  const axis = (direction: "x" | "y", domain: readonly number[], titled: boolean): JsonObject => ({
    ...(base[`${direction}axis`] as JsonObject),
    ...withoutTitle(figure.layout[`${direction}axis`] as JsonObject | undefined),
    title: titled ? ((base[`${direction}axis`] as JsonObject).title as Json) : { text: "" },
    domain: domain.map((end) => Number(Math.min(1, Math.max(0, end)).toFixed(4))),
    anchor: `${direction === "x" ? "y" : "x"}${suffix}`,
    ...(isShared ? { matches: direction } : {}),
  });
  return {
    data: figure.data.map((trace): JsonObject => {
      const order = Math.max(0, names.indexOf(String(trace.name ?? "")));
      const color = seriesColors[order % seriesColors.length] as string;
      return {
        ...trace,
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        ...(names.length > 1 || trace.name !== undefined
          ? { legendgroup: String(trace.name ?? ""), showlegend: index === 0 && trace.showlegend !== false }
          : { showlegend: false }),
        marker: { color, ...(trace.marker as JsonObject | undefined) },
        ...(trace.line === undefined ? {} : { line: { color, ...(trace.line as JsonObject) } }),
      };
    }),
    title: {
      text: `<b>${shortLabel(figureText(name), 40)}</b>`,
      showarrow: false,
      font: { size: 12, color: neutralText },
      xref: "paper",
      yref: "paper",
      x: left,
      y: top,
      xanchor: "left",
      yanchor: "bottom",
    } satisfies JsonObject,
    axes: {
      [`xaxis${suffix}`]: axis("x", [left, left + width], !hasPanelBelow),
      [`yaxis${suffix}`]: axis("y", [top - height, top], column === 0),
    },
  };
}

function withoutTitle(axis: JsonObject | undefined): JsonObject {
  const { title: _title, ...rest } = axis ?? {};
  return rest;
}
