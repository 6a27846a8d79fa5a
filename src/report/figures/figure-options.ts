import { ArgumentError } from "../../core/errors.js";

/** What an axis shows. */
export interface Axis {
  /** What is measured: "traffic volume". */
  readonly label: string;
  /** In what: "vehicles/h". Left out only for what has no unit: categories, dates, counts. */
  readonly unit?: string;
  /** Default "linear"; "log" needs values above zero. */
  readonly scale?: "linear" | "log";
  /** Ends of the axis; default: the data's. */
  readonly range?: readonly [number, number];
}

/** A line across the figure with a word on it, such as a threshold. */
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
  /** Where the data come from: one line below the title. */
  readonly source?: string;
  /** Pixels. Default: by kind. */
  readonly height?: number;
  /** Threshold lines. Default: none. */
  readonly guides?: readonly Guide[];
}

/** Refuses options without a title or without the name of an axis, whoever calls: typed or not. */
export function checkFigureOptions(caller: string, options: FigureOptions): void {
  const given = (options ?? {}) as Partial<FigureOptions>;
  if (typeof given.title !== "string" || given.title.trim() === "") {
    throw new ArgumentError(
      `${caller} needs a title that states the finding, got ${shown(given.title)}; add title: "Traffic falls by a third at weekends"`,
    );
  }
  for (const name of ["x", "y"] as const) checkAxis(caller, name, given[name]);
}

/** Refuses an axis or a colour scale that does not say what it shows. */
export function checkAxis(caller: string, name: string, axis: Axis | undefined): void {
  const label: unknown = axis?.label;
  if (typeof label !== "string" || label.trim() === "") {
    throw new ArgumentError(
      `${caller} needs the name of ${name} and its unit where it has one, got ${shown(axis)}; add ${name}: { label: "traffic volume", unit: "vehicles/h" }`,
    );
  }
}

/**
 * The text of an axis: its label, and its unit in brackets.
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
