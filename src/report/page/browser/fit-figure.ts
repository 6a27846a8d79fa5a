import type { Layout, PageFigure, Trace } from "./plotly.js";
import { sheet } from "./sheet.js";

const narrow = 560;
const narrowLabel = 17;

/**
 * A figure fitted to the width that it has: a taller legend, shorter names and no numbers in cells where there is
 * little.
 */
export function fitFigure(
  { data, layout = {} }: PageFigure,
  { width, printing }: { readonly width: number; readonly printing: boolean },
): { readonly data: readonly Trace[]; readonly layout: Layout & { readonly height: number } } {
  let height = layout.height ?? 380;
  const fitted = { ...layout };
  if (width < narrow && layout.showlegend) {
    height += 20 * Math.max(0, data.filter((trace) => trace.showlegend !== false).length - 1);
    fitted.legend = { ...layout.legend, maxheight: 2_000 };
  }
  if (width < narrow) Object.assign(fitted, shortNames(data, fitted));
  if (printing) {
    fitted.width = Math.min(layout.width ?? sheet.width, sheet.width);
    height = Math.min(height, sheet.height);
  } else if (width > 0) fitted.width ??= width;
  return { data: data.map((trace) => withoutCrowdedText(trace, width)), layout: { ...fitted, height } };
}

function shortNames(data: readonly Trace[], layout: Layout): Layout {
  const changed: Layout = {};
  for (const [name, key] of [
    ["yaxis", "y"],
    ["xaxis", "x"],
  ] as const) {
    const axis = layout[name] as { readonly type?: string | undefined } | undefined;
    if (axis?.type !== "category") continue;
    const values = [...new Set(data.flatMap((trace) => Array.from(trace[key] ?? [])))].map(String);
    if (values.every((value) => value.length <= narrowLabel)) continue;
    changed[name] = { ...axis, tickmode: "array", tickvals: values, ticktext: values.map(shortName) };
  }
  return changed;
}

function shortName(text: string): string {
  const characters = [...text.replace(/&lt;/g, "<").replace(/&amp;/g, "&")];
  const short =
    characters.length <= narrowLabel
      ? characters.join("")
      : `${characters
          .slice(0, narrowLabel - 1)
          .join("")
          .trimEnd()}…`;
  return short.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function withoutCrowdedText(trace: Trace, width: number): Trace {
  const crowded = (width - 210) / Math.max(1, trace.x?.length ?? 1) < 38;
  return trace.type === "heatmap" && trace.texttemplate && crowded ? { ...trace, texttemplate: undefined } : trace;
}
