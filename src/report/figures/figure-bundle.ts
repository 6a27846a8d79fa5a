import type { Figure } from "./figure.js";

/** Which of plotly's two files a page carries: the small one draws flat axes and pies, the full one everything. */
export type FigureBundle = "cartesian" | "full";

const cartesianTypes = new Set([
  "bar",
  "box",
  "contour",
  "heatmap",
  "histogram",
  "histogram2d",
  "histogram2dcontour",
  "image",
  "pie",
  "scatter",
  "scatterternary",
  "violin",
]);

/**
 * The smallest of plotly's files that draws all figures.
 *
 * @example figureBundle([{ data: [{ type: "bar" }, {}] }]) // "cartesian"
 * @example figureBundle([{ data: [{ type: "sankey" }] }]) // "full"
 */
export function figureBundle(figures: readonly Pick<Figure, "data">[]): FigureBundle {
  const isFlat = ({ type = "scatter" }: Figure["data"][number]): boolean => cartesianTypes.has(String(type));
  return figures.every(({ data }) => data.every(isFlat)) ? "cartesian" : "full";
}
