import { ArgumentError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import { colorBar } from "./color-bar.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { type Axis, checkAxis, checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { shortLabel } from "./figure-text.js";
import { type FigureValues, plottedValues, roundedNumbers } from "./figure-values.js";
import { divergingScale, sequentialScale } from "./palette.js";

/** Cells of a `heatmapFigure`. */
export interface HeatmapCells {
  /** Values along the bottom. */
  readonly x: FigureValues;
  /** Values down the side; the first is at the top. */
  readonly y: FigureValues;
  /** `values[row][column]`: a row per entry of y, a column per entry of x. NaN and null are empty cells. */
  readonly values: readonly (readonly (number | null)[] | Float64Array)[];
}

/** Options of `heatmapFigure`. */
export interface HeatmapOptions extends FigureOptions {
  /** What colours mean, and in what unit. `range` fixes the ends of the scale. */
  readonly color: Axis;
  /** A value from which colours go two ways, such as 0 for correlations. Default: one way, little to much. */
  readonly middle?: number | undefined;
  /** Numbers in the cells. Default: when there are at most 120 of them. */
  readonly numbers?: boolean | undefined;
}

const mostCells = 20_000;

/**
 * A heat map.
 *
 * @example heatmapFigure({ x: ["a"], y: ["b"], values: [[1]] }, { title: "One cell", x: { label: "x" }, y: { label: "y" }, color: { label: "drift" } }).data.length // 1
 */
export function heatmapFigure(cells: HeatmapCells, options: HeatmapOptions): Figure {
  checkFigureOptions("heatmapFigure", options);
  checkAxis("heatmapFigure", "color", options.color);
  const x = plottedValues("heatmapFigure", "x", cells?.x);
  const y = plottedValues("heatmapFigure", "y", cells?.y);
  checkShape(cells, x.values.length, y.values.length);
  const { color, middle } = options;
  const values = cells.values.map((row) => roundedNumbers(Array.from(row, (value) => value ?? Number.NaN)));
  const found = values.flat().filter((value): value is number => value !== null);
  const spread = middle === undefined ? 0 : Math.max(...found.map((value) => Math.abs(value - middle)), 1e-12);
  const range = color.range ?? (middle === undefined ? undefined : [middle - spread, middle + spread]);
  const withNumbers = options.numbers ?? x.values.length * y.values.length <= 120;
  const data: JsonObject = {
    type: "heatmap",
    x: x.values,
    y: y.values,
    z: values,
    colorscale: middle === undefined ? sequentialScale : divergingScale,
    ...(range === undefined ? {} : { zmin: range[0] as number, zmax: range[1] as number }),
    ...(withNumbers ? { texttemplate: numberTemplate(found), textfont: { size: 12 } } : {}),
    xgap: 1,
    ygap: 1,
    hoverongaps: false,
    hovertemplate: `%{y}<br>%{x}<br><b>%{z}</b><extra></extra>`,
    colorbar: colorBar(color),
  };
  const layout = figureLayout(options, {
    xKind: x.kind,
    yKind: y.kind,
    height: Math.max(260, Math.min(900, 150 + y.values.length * 28)),
    xMore: { ...shortened(x.kind, x.values), showgrid: false, ticks: "" },
    yMore: { ...shortened(y.kind, y.values), autorange: "reversed", showgrid: false, ticks: "", ticklabelstandoff: 6 },
    more: { hovermode: "closest" },
  });
  return { kind: "figure", data: [data], layout };
}

function checkShape(cells: HeatmapCells, columns: number, rows: number): void {
  if (!Array.isArray(cells.values) || cells.values.length !== rows) {
    throw new ArgumentError(
      `heatmapFigure: expected ${rows} rows of values, one per entry of y, got ${cells.values?.length ?? 0}; pass values as one array per entry of y`,
    );
  }
  const wrong = cells.values.findIndex((row) => row.length !== columns);
  if (wrong >= 0) {
    throw new ArgumentError(
      `heatmapFigure: expected ${columns} values in every row, one per entry of x, got ${cells.values[wrong]?.length} in row ${wrong + 1}; fill the row, with null for a missing value`,
    );
  }
  if (columns * rows > mostCells) {
    throw new ArgumentError(
      `heatmapFigure: expected at most ${mostCells} cells, got ${columns} x ${rows}; group them first`,
    );
  }
}

/** Template of numbers in cells: integers as they are, else two decimals, or fewer for values from 10. */
function numberTemplate(values: readonly number[]): string {
  if (values.every(Number.isInteger)) return "%{z}";
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return `%{z:.${largest >= 100 ? 0 : largest >= 10 ? 1 : 2}f}`;
}

function shortened(kind: string, values: readonly (number | string | null)[]): JsonObject {
  if (kind !== "category" || values.every((value) => String(value).length <= 28)) return {};
  return { tickmode: "array", tickvals: values, ticktext: values.map((value) => shortLabel(String(value), 28)) };
}
