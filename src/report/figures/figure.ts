import type { JsonObject } from "../../core/json.js";

/**
 * A figure as data: what plotly draws, ready for JSON. Colours of text and grid are neutral, so that the place that shows it
 * (a page, JupyterLab) can put its own theme over them.
 */
export interface Figure {
  readonly kind: "figure";
  /** Plotly traces. */
  readonly data: readonly JsonObject[];
  /** Plotly layout; `layout.meta` holds `title` and `source` as plain text. */
  readonly layout: JsonObject;
  /** Plotly settings of the one figure. */
  readonly config?: JsonObject;
}

/**
 * Whether a value is a `Figure`.
 *
 * @example isFigure({ kind: "figure", data: [], layout: {} }) // true
 */
export function isFigure(value: unknown): value is Figure {
  if (value === null || typeof value !== "object") return false;
  const { kind, data, layout } = value as Partial<Figure>;
  return kind === "figure" && Array.isArray(data) && typeof layout === "object" && layout !== null;
}
