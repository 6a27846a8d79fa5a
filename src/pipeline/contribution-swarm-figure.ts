import { ArgumentError } from "../core/errors.js";
import type { JsonObject } from "../core/json.js";
import type { ShapFeature } from "../models/trees/shap-summary.js";
import type { Figure } from "../report/figures/figure.js";
import { figureLayout } from "../report/figures/figure-layout.js";
import type { Axis, FigureOptions } from "../report/figures/figure-options.js";
import { figureText } from "../report/figures/figure-text.js";
import { neutralText, sequentialScale } from "../report/figures/palette.js";

/** Options of `contributionSwarmFigure`. */
export interface ContributionFigureOptions extends Pick<FigureOptions, "source" | "height"> {
  /** What the figure shows, as a sentence. Default: the feature that moves the prediction most. */
  readonly title?: string | undefined;
  /** What a contribution is measured in. Default: `contribution to the prediction`. */
  readonly contribution?: Axis | undefined;
}

/**
 * A beeswarm: a line per feature, the most important at the top, and on it a point for each row at what the feature
 * added to the row's prediction. Colour goes from the feature's lowest values, dark, to its highest, bright; missing
 * values are grey.
 *
 * @example
 * show(contributionSwarmFigure(shapSummary(treeShap(model, matrix), matrix), { title: "What moves the prediction" }));
 */
export function contributionSwarmFigure(
  summary: readonly ShapFeature[],
  { title, contribution = { label: "contribution to the prediction" }, ...rest }: ContributionFigureOptions = {},
): Figure {
  const [first] = summary;
  if (first === undefined)
    throw new ArgumentError("contributionSwarmFigure: the summary has no features; explain a model that has features");
  const lines = summary.map((feature, index) => ({ feature, height: summary.length - 1 - index }));
  const known = lines.map((line) => trace(line, (rank) => !Number.isNaN(rank)));
  const missing = lines.map((line) => trace(line, Number.isNaN)).filter(({ x }) => x.length > 0);
  const layout = figureLayout(
    { title: title ?? `${first.name} moves the prediction most`, x: contribution, y: { label: "feature" }, ...rest },
    {
      height: 120 + 34 * summary.length,
      xMore: { zeroline: true, zerolinecolor: neutralText },
      yMore: {
        tickvals: lines.map(({ height }) => height),
        ticktext: lines.map(({ feature }) => figureText(feature.name)),
        range: [-0.6, summary.length - 0.4],
        showgrid: false,
      },
      more: { hovermode: "closest" },
    },
  );
  const colours = { colorscale: sequentialScale.map(([share, colour]) => [share, colour]), cmin: 0, cmax: 1 };
  return {
    kind: "figure",
    data: [
      ...known.map(({ ranks, ...points }, index) => ({
        ...points,
        marker: { size: 5, opacity: 0.7, color: ranks, ...colours, ...(index === 0 ? colourBar : {}) },
      })),
      ...missing.map(({ ranks: _, ...points }) => ({
        ...points,
        marker: { size: 5, opacity: 0.5, color: neutralText },
      })),
    ],
    layout,
  };
}

const colourBar: JsonObject = {
  showscale: true,
  colorbar: { tickvals: [0, 1], ticktext: ["low", "high"], title: { text: "value" }, thickness: 10, outlinewidth: 0 },
};

interface SwarmLine {
  readonly feature: ShapFeature;
  readonly height: number;
}

/** The points of a line whose values' ranks are shown. */
function trace({ feature, height }: SwarmLine, isShown: (rank: number) => boolean) {
  const { contributions, ranks, offsets, values, name } = feature;
  const rows = Array.from(ranks.keys()).filter((row) => isShown(ranks[row]));
  return {
    type: "scatter",
    mode: "markers",
    name: figureText(name),
    showlegend: false,
    x: rows.map((row) => contributions[row]),
    y: rows.map((row) => height + 0.4 * offsets[row]),
    text: rows.map((row) => (Number.isNaN(values[row]) ? "missing" : String(values[row]))),
    ranks: rows.map((row) => ranks[row]),
    hovertemplate: `${figureText(name)} %{text}<br><b>%{x}</b><extra></extra>`,
  };
}
