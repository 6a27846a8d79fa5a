import { ArgumentError } from "../../core/errors.js";

/** What an axis shows. */
export interface Axis {
  /** What is measured: "traffic volume". */
  readonly label: string;
  /** For example "vehicles/h"; left out for categories, dates and counts, which have none. */
  readonly unit?: string | undefined;
  /** Default "linear"; "log" needs values above zero. */
  readonly scale?: "linear" | "log" | undefined;
  /** Ends of the axis; default: the data's. */
  readonly range?: readonly [number, number] | undefined;
}

/** A labelled line across the figure, such as a threshold. */
export interface Guide {
  readonly axis: "x" | "y";
  readonly at: number | string | Date;
  readonly label: string;
}

/** What every figure needs. */
export interface FigureOptions {
  /** The finding, as a sentence: "Traffic falls by a third at weekends". */
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Source of the data, shown below the title. */
  readonly source?: string | undefined;
  /** A remark after the source, for example what was left out. */
  readonly remark?: string | undefined;
  /** Pixels. Default: by kind. */
  readonly height?: number | undefined;
  /** Threshold lines. Default: none. */
  readonly guides?: readonly Guide[] | undefined;
}

/** Throws for options without a title or without the label of an axis. */
export function checkFigureOptions(caller: string, options: FigureOptions): void {
  const given = (options ?? {}) as Partial<FigureOptions>;
  if (typeof given.title !== "string" || given.title.trim() === "") {
    throw new ArgumentError(
      `${caller}: expected a title that states the finding, got ${shown(given.title)}; add title: "Traffic falls by a third at weekends"`,
    );
  }
  for (const name of ["x", "y"] as const) checkAxis(caller, name, given[name]);
}

/** Throws for an axis or a colour scale without a label. */
export function checkAxis(caller: string, name: string, axis: Axis | undefined): void {
  const label: unknown = axis?.label;
  if (typeof label !== "string" || label.trim() === "") {
    throw new ArgumentError(
      `${caller}: expected a label for ${name}, got ${shown(axis)}; add ${name}: { label: "traffic volume", unit: "vehicles/h" }`,
    );
  }
}

/**
 * The title of an axis: its label, and its unit in brackets.
 *
 * @example axisText({ label: "temperature", unit: "K" }) // "temperature (K)"
 */
export function axisText(axis: Axis): string {
  return axis.unit === undefined || axis.unit === "" ? axis.label : `${axis.label} (${axis.unit})`;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? String(value));
}
