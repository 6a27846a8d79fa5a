import type { ShownPrediction } from "../what-if/result-html.js";
import type { GroupKey, KeyKind } from "./group-rows.js";

/** A labelled number. */
export interface NumberResult {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly decimals?: number | undefined;
}

/** A column of a table of results. */
export interface ResultColumn {
  readonly label: string;
  readonly unit: string;
  readonly kind: KeyKind;
  readonly decimals?: number | undefined;
}

/** An axis of a figure. */
export interface ResultAxis {
  readonly label: string;
  readonly unit: string;
  readonly kind: KeyKind;
}

/** A series of a figure: `y` may be NaN. */
export interface ResultSeries {
  readonly name: string;
  readonly x: readonly GroupKey[];
  readonly y: readonly number[];
  /** Values behind colors, for maps. */
  readonly color?: readonly number[] | undefined;
  /** What each point is, for maps. */
  readonly labels?: readonly string[] | undefined;
}

/** What a view shows for a state of the page. */
export type ViewResult =
  | { readonly kind: "numbers"; readonly title: string; readonly numbers: readonly NumberResult[] }
  | {
      readonly kind: "table";
      readonly title: string;
      readonly columns: readonly ResultColumn[];
      readonly rows: readonly (readonly (number | string | null)[])[];
      readonly total: number;
    }
  | FigureResult
  | {
      readonly kind: "metrics";
      readonly title: string;
      readonly rows: number;
      readonly scores: readonly NumberResult[];
      /** Rows of class 0 and 1 (down) predicted as 0 and 1 (across). */
      readonly confusion?: readonly (readonly number[])[] | undefined;
      readonly threshold?: number | undefined;
    }
  | {
      readonly kind: "what-if";
      readonly title: string;
      readonly target: string;
      readonly unit: string;
      /** Undefined where the inputs are not valid. */
      readonly shown?: ShownPrediction | undefined;
      readonly problems: readonly { readonly field: string; readonly detail: string }[];
    };

/** A figure as numbers. */
export interface FigureResult {
  readonly kind: "figure";
  readonly chart: "line" | "bar" | "scatter" | "histogram" | "map";
  readonly title: string;
  readonly x: ResultAxis;
  readonly y: ResultAxis;
  /** What colors mean, for maps. */
  readonly color?: ResultAxis | undefined;
  readonly series: readonly ResultSeries[];
  /** What the figure leaves out. */
  readonly note: string;
  readonly source: string;
}

/** A page's results. */
export interface LiveResult {
  readonly rows: number;
  readonly total: number;
  /** By the position of the view; undefined for views that were not computed. */
  readonly views: readonly (ViewResult | undefined)[];
}
