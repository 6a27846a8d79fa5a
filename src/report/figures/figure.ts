import type { JsonObject } from "../../core/json.js";

/**
 * A Plotly figure as data, ready for JSON. Colours of text and grid are neutral, so that a page or JupyterLab can apply
 * its own theme.
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
