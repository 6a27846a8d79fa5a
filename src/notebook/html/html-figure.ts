import type { JsonObject } from "../../core/json.js";
import type { Figure } from "../../report/figures/figure.js";
import type { MimeBundle, Notebook } from "../format/notebook.js";
import { harmless } from "./html-figure-text.js";

/** The mime type under which notebooks hold plotly figures. */
export const plotlyMime: "application/vnd.plotly.v1+json" = "application/vnd.plotly.v1+json";

/** The figures that a notebook's page draws; without any, the page needs no plotly. */
export function notebookFigures(notebook: Notebook): readonly Figure[] {
  return notebook.cells.flatMap((cell) =>
    cell.cell_type === "code"
      ? cell.outputs.flatMap((output) => {
          const figure = "data" in output ? toFigure(output.data) : undefined;
          return figure === undefined || needsNetwork(figure) ? [] : [figure];
        })
      : [],
  );
}

/**
 * The figure in an output, or undefined, without settings that contain URLs and without pictures that would have to be
 * fetched.
 */
export function toFigure(bundle: MimeBundle): Figure | undefined {
  const json = harmless(bundle[plotlyMime] ?? null);
  if (!isObject(json) || !Array.isArray(json.data) || !json.data.every(isObject)) return undefined;
  const { images, template, ...rest } = isObject(json.layout) ? json.layout : {};
  const inside = Array.isArray(images)
    ? images.filter((image) => isObject(image) && /^data:image\//i.test(String(image.source)))
    : [];
  const settings = isObject(json.config) ? json.config : {};
  const shown = ["displayModeBar", "scrollZoom", "staticPlot", "doubleClick", "locale"].filter(
    (key) => key in settings,
  );
  return {
    kind: "figure",
    data: json.data.map(withoutUrl),
    layout: {
      ...rest,
      ...(isObject(template) ? { template: withoutPictures(template) } : {}),
      ...(inside.length === 0 ? {} : { images: inside }),
    },
    ...(shown.length === 0 ? {} : { config: Object.fromEntries(shown.map((key) => [key, settings[key] ?? null])) }),
  };
}

/** Whether a figure is a map whose base map would have to be fetched; a page shows the values of such a figure. */
export function needsNetwork({ data, layout }: Figure): boolean {
  return data.some(({ type, geo }) => {
    if (/map(box)?$/.test(String(type)) && type !== "heatmap" && type !== "treemap") return true;
    const ground = layout[typeof geo === "string" ? geo : "geo"];
    return /^(scattergeo|choropleth)$/.test(String(type)) && !(isObject(ground) && ground.visible === false);
  });
}

/** A trace of type `image` may have the URL of a picture. */
function withoutUrl(trace: JsonObject): JsonObject {
  if (trace.type !== "image" || /^data:image\//i.test(String(trace.source ?? "data:image/"))) return trace;
  const { source: _, ...rest } = trace;
  return rest;
}

/** A template may have URLs of pictures for every figure that uses it. */
function withoutPictures(template: JsonObject): JsonObject {
  if (!isObject(template.layout)) return template;
  const { images: _, imagedefaults: __, ...layout } = template.layout;
  return { ...template, layout };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
