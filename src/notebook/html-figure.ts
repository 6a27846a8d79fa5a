import type { JsonObject } from "../core/json.js";
import type { Figure } from "../report/figure.js";
import type { MimeBundle, Notebook } from "./notebook.js";

/** The mime type under which notebooks hold plotly figures. */
export const plotlyMime: "application/vnd.plotly.v1+json" = "application/vnd.plotly.v1+json";

/** Whether a notebook shows at least one figure, so that its page needs plotly. */
export function hasFigures(notebook: Notebook): boolean {
  return notebook.cells.some(
    (cell) =>
      cell.cell_type === "code" &&
      cell.outputs.some((output) => "data" in output && figureOf(output.data) !== undefined),
  );
}

/**
 * The figure in an output, or undefined. Only what draws is taken over: settings that name addresses are left out, and pictures in the layout
 * that would have to be fetched.
 */
export function figureOf(bundle: MimeBundle): Figure | undefined {
  const json = bundle[plotlyMime];
  if (!isObject(json) || !Array.isArray(json.data) || !json.data.every(isObject)) return undefined;
  const given = isObject(json.layout) ? json.layout : {};
  const { images, ...rest } = given;
  const inside = Array.isArray(images)
    ? images.filter((image) => isObject(image) && /^data:image\//i.test(String(image.source)))
    : [];
  const settings = isObject(json.config) ? json.config : {};
  const kept = ["displayModeBar", "scrollZoom", "staticPlot", "doubleClick", "locale"].filter((key) => key in settings);
  return {
    kind: "figure",
    data: json.data,
    layout: inside.length === 0 ? rest : { ...rest, images: inside },
    ...(kept.length === 0 ? {} : { config: Object.fromEntries(kept.map((key) => [key, settings[key] ?? null])) }),
  };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
