import { ArgumentError } from "../../core/errors.js";
import { type FigureValues, type PlottedValues, plottedValues } from "./figure-values.js";

/** One line, cloud of points or group of bars. */
export interface FigureSeries {
  /** Shown in the legend; required for two or more series. */
  readonly name?: string | undefined;
  readonly x: FigureValues;
  readonly y: FigureValues;
}

/** A checked series with values ready for JSON. */
export interface PlottedSeries<Series extends FigureSeries> {
  readonly name: string | undefined;
  readonly x: PlottedValues;
  readonly y: PlottedValues;
  readonly given: Series;
}

/**
 * Checked series ready for Plotly. Throws for series that cannot be drawn together: none, x and y of different length,
 * missing names, mixed kinds of axis.
 */
export function plottedSeries<Series extends FigureSeries>(
  caller: string,
  given: Series | readonly Series[],
): readonly PlottedSeries<Series>[] {
  const list: readonly Series[] = Array.isArray(given) ? (given as readonly Series[]) : [given as Series];
  if (list.length === 0)
    throw new ArgumentError(
      `${caller}: expected at least one series, got an empty array; pass { x, y } of one series or more`,
    );
  const plotted = list.map((series, index) => {
    const label = series?.name === undefined ? `series ${index + 1}` : `series "${series.name}"`;
    if (list.length > 1 && (series?.name ?? "") === "") {
      throw new ArgumentError(
        `${caller}: series ${index + 1} of ${list.length} has no name; add name: "…" for the legend`,
      );
    }
    const x = plottedValues(caller, `x of ${label}`, series?.x as FigureValues);
    const y = plottedValues(caller, `y of ${label}`, series?.y as FigureValues);
    if (x.values.length !== y.values.length) {
      throw new ArgumentError(
        `${caller}: ${label} has ${x.values.length} values of x and ${y.values.length} of y; give one y per x`,
      );
    }
    return { name: series.name, x, y, given: series };
  });
  for (const axis of ["x", "y"] as const) {
    const kinds = new Set(
      plotted.filter((series) => series[axis].values.length > 0).map((series) => series[axis].kind),
    );
    if (kinds.size > 1) {
      throw new ArgumentError(
        `${caller}: expected one kind of ${axis} in all series, got ${[...kinds].join(" and ")}; draw them in two figures`,
      );
    }
  }
  return plotted;
}
