import type { JsonObject } from "../../core/json.js";
import { type Axis, axisText } from "./figure-options.js";
import { wrapFigureText } from "./figure-text.js";
import { neutralGrid } from "./palette.js";

/**
 * The scale of colors to the right of a figure, with its title above.
 *
 * @example colorBar({ label: "share", unit: "%" }).thickness // 12
 */
export function colorBar(axis: Axis): JsonObject {
  return {
    // A blank line, or the title would touch the label at the end of the scale; Plotly ignores lines of white space.
    title: { text: `${wrapFigureText(axisText(axis), 14).text}<br>\u2800`, side: "top", font: { size: 13 } },
    thickness: 12,
    outlinewidth: 0,
    tickcolor: neutralGrid,
    xpad: 12,
  };
}
