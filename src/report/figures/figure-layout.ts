import type { Json, JsonObject } from "../../core/json.js";
import { type Axis, axisText, type FigureOptions, type Guide } from "./figure-options.js";
import { figureText, wrapFigureText } from "./figure-text.js";
import { guideValue, type PlottedValues } from "./figure-values.js";
import { neutralGrid, neutralText, seriesColors } from "./palette.js";

/** Layout settings that depend on the kind of figure. */
export interface LayoutNeeds {
  readonly xKind?: PlottedValues["kind"] | undefined;
  readonly yKind?: PlottedValues["kind"] | undefined;
  /** Names in the legend; one name or none needs no legend. */
  readonly legend?: readonly string[] | undefined;
  /** Remark added to the source line, for example that points were left out. */
  readonly remark?: string | undefined;
  readonly height?: number | undefined;
  readonly more?: JsonObject | undefined;
  readonly xMore?: JsonObject | undefined;
  readonly yMore?: JsonObject | undefined;
}

/**
 * Plotly layout shared by all figures: transparent, neutral text, title at the left, source below it, legend above the
 * plot, axes with margins for their labels.
 */
export function figureLayout(options: FigureOptions, needs: LayoutNeeds = {}): JsonObject {
  const { title, source, guides = [] } = options;
  const height = options.height ?? needs.height ?? 380;
  const heading = wrapFigureText(title, 88);
  const note = [source === undefined ? "" : `Source: ${source}`, options.remark ?? "", needs.remark ?? ""]
    .filter((text) => text !== "")
    .join(" · ");
  const legendRows = (needs.legend ?? []).length > 1 ? legendRowCount(needs.legend ?? []) : 0;
  const outside = guides.filter(isOutside).reduce((most, { label }) => Math.max(most, label.length), 0);
  const above = legendRows === 0 && guides.some(({ axis }) => axis === "x") ? 16 : 0;
  const top = 18 + heading.lines * 21 + (note === "" ? 0 : 26) + legendRows * 22 + above;
  return {
    autosize: true,
    height,
    margin: { l: 16, r: outside === 0 ? 20 : 14 + Math.round(outside * 6.6), t: top, b: 16 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 13, color: neutralText },
    colorway: seriesColors,
    title: {
      text: heading.text,
      font: { size: 16 },
      x: 0,
      xref: "container",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { t: 8, l: 16 },
      ...(note === "" ? {} : { subtitle: { text: figureText(note), font: { size: 12 } } }),
    },
    meta: { title, ...(note === "" ? {} : { source: note }) },
    xaxis: { ...axisLayout(options.x, needs.xKind ?? "number"), showgrid: false, ...needs.xMore },
    yaxis: { ...axisLayout(options.y, needs.yKind ?? "number"), ...needs.yMore },
    showlegend: legendRows > 0,
    ...(legendRows > 0
      ? { legend: { orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" } }
      : {}),
    hoverlabel: { namelength: -1 },
    ...(guides.length === 0 ? {} : guideLayout(guides, options, above > 0)),
    ...needs.more,
  };
}

function axisLayout(axis: Axis, kind: PlottedValues["kind"]): JsonObject {
  const type = kind === "number" ? (axis.scale === "log" ? "log" : "linear") : kind;
  const range = axis.scale === "log" ? axis.range?.map((end) => Math.log10(end)) : axis.range;
  return {
    title: { text: figureText(axisText(axis)), standoff: 12, font: { size: 13 } },
    type,
    automargin: true,
    gridcolor: neutralGrid,
    linecolor: neutralGrid,
    zeroline: false,
    ticks: "outside",
    ticklen: 4,
    tickcolor: neutralGrid,
    // Plotly's labels between two powers of ten are single digits, "2" for 0.2 and for 20; in full, few of them fit.
    ...(type === "log" ? { tickformat: ",~r", nticks: 4 } : {}),
    // Years are numbers too, but written without a separator.
    ...(kind === "number" ? { separatethousands: !/\byears?$/i.test(axisText(axis)) } : {}),
    ...(range === undefined ? {} : { range: [...range] }),
  };
}

/** Whether the label of a line fits to the right of the plot. */
function isOutside({ axis, label }: Guide): boolean {
  return axis === "y" && label.length <= 18;
}

/** Guide lines with their labels; a label is at the end of its line, outside the plot if it fits. */
function guideLayout(guides: readonly Guide[], options: FigureOptions, above: boolean): JsonObject {
  const shapes: Json[] = guides.map(({ axis, at }) => {
    const value = guideValue(at);
    const line = { color: neutralText, width: 1.5, dash: "dot" };
    return axis === "y"
      ? { type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: value, y1: value, line }
      : { type: "line", yref: "paper", y0: 0, y1: 1, xref: "x", x0: value, x1: value, line };
  });
  const annotations: Json[] = guides.map((guide) => {
    const { axis, at, label } = guide;
    const outside = isOutside(guide);
    const logarithmic = options[axis].scale === "log" && typeof at === "number";
    const value = logarithmic ? Math.log10(at) : guideValue(at);
    const common = { text: figureText(label), showarrow: false, font: { size: 12, color: neutralText } };
    return axis === "y"
      ? {
          ...common,
          xref: "paper",
          x: 1,
          xanchor: outside ? "left" : "right",
          xshift: outside ? 4 : 0,
          yref: "y",
          y: value,
          yanchor: outside ? "middle" : "bottom",
        }
      : {
          ...common,
          yref: "paper",
          y: 1,
          yanchor: above ? "bottom" : "top",
          xref: "x",
          x: value,
          xanchor: above ? "center" : "left",
          xshift: above ? 0 : 4,
        };
  });
  return { shapes, annotations };
}

/** Rows of a horizontal legend on a plot of usual width. */
function legendRowCount(names: readonly string[]): number {
  const characters = names.reduce((total, name) => total + name.length + 8, 0);
  return Math.max(1, Math.ceil(characters / 105));
}
