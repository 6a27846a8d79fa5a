import type { Figure } from "../report/figures/figure.js";

/**
 * Whether a value is a raw Plotly figure: an object of exactly `data` (an array of traces) and `layout`, with or
 * without `config`.
 *
 * @example isPlotlyFigure({ data: [{ type: "bar", y: [1] }], layout: {} }) // true
 * @example isPlotlyFigure({ data: [1], layout: "wide" }) // false
 */
export function isPlotlyFigure(value: unknown): value is Pick<Figure, "data" | "layout" | "config"> {
  if (!isPlainObject(value) || !("data" in value) || ArrayBuffer.isView(value)) return false;
  const { data, layout, config, ...others } = value;
  return (
    Array.isArray(data) &&
    data.every(isPlainObject) &&
    isPlainObject(layout) &&
    (config === undefined || isPlainObject(config)) &&
    Object.keys(others).length === 0
  );
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
