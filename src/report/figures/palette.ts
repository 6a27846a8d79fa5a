/**
 * Colours of series, in order. Each has a contrast of at least 3 to 1 on the white and on the dark page, and neighbours
 * are distinguishable with the common kinds of colour blindness.
 */
export const seriesColors: readonly string[] = [
  "#2b7bba",
  "#d9730d",
  "#2a9178",
  "#b9589b",
  "#8a7a1f",
  "#7267c9",
  "#c4475a",
  "#7f858c",
];

/** Text colour of figures without a page theme: readable on white and on near black. */
export const neutralText = "#767b82";

/** Grid lines and axis lines: visible on white and on near black. */
export const neutralGrid = "rgba(128,134,142,0.24)";

/** Low to high: dark blue over green to yellow (viridis), even steps of brightness, safe for colour blindness. */
export const sequentialScale: readonly (readonly [number, string])[] = [
  [0, "#440154"],
  [0.125, "#472d7b"],
  [0.25, "#3b528b"],
  [0.375, "#2c728e"],
  [0.5, "#21918c"],
  [0.625, "#28ae80"],
  [0.75, "#5ec962"],
  [0.875, "#addc30"],
  [1, "#fde725"],
];

/** Below and above a middle: blue over pale grey to orange. */
export const divergingScale: readonly (readonly [number, string])[] = [
  [0, "#1f5f99"],
  [0.25, "#7fb0d6"],
  [0.5, "#e8e8e6"],
  [0.75, "#eda66a"],
  [1, "#b3540a"],
];
