import { neutralText } from "../../figures/palette.js";
import type { Layout } from "./plotly.js";

/** A layout in the colours of the page; a figure with a background is not changed. */
export function themeLayout(given: Layout): Layout {
  const layout = structuredClone(given);
  const plot = document.querySelector(".plot");
  if (!isClear(layout.paper_bgcolor) || plot === null) return layout;
  const { color: text, borderTopColor: line, outlineColor: muted } = getComputedStyle(plot);
  const page = getComputedStyle(document.body).backgroundColor;
  layout.paper_bgcolor = "rgba(0,0,0,0)";
  if (isClear(layout.plot_bgcolor)) layout.plot_bgcolor = "rgba(0,0,0,0)";
  layout.font = { ...layout.font, color: text };
  const axes = ["xaxis", "yaxis", ...Object.keys(layout).filter((key) => /^[xy]axis\d+$/.test(key))];
  for (const name of axes) {
    const axis = layout[name] as object | undefined;
    layout[name] = { ...axis, gridcolor: line, linecolor: line, tickcolor: line, zerolinecolor: line };
  }
  for (const note of layout.annotations ?? []) {
    if (note.font?.color === undefined || note.font.color === neutralText) note.font = { ...note.font, color: muted };
    note.bgcolor ??= page;
  }
  for (const shape of layout.shapes ?? []) if (shape.line?.dash) shape.line.color = muted;
  layout.hoverlabel = {
    bgcolor: page,
    bordercolor: line,
    ...layout.hoverlabel,
    font: { ...layout.hoverlabel?.font, color: text } as object,
  } as object;
  layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: text, ...layout.modebar } as object;
  return layout;
}

function isClear(color: unknown): boolean {
  return color === undefined || color === "rgba(0,0,0,0)" || color === "transparent";
}
