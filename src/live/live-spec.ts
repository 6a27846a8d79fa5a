// What a live page shows and what its reader can change: data, no code.

/** How the rows of a group become one number. */
export type LiveAggregate =
  | "count"
  | "sum"
  | "mean"
  | "median"
  | "min"
  | "max"
  | "last"
  | "ratio"
  | "rmse"
  | "meanAbsoluteError";

/** A number computed from the selected rows, or from each group of them. */
export interface LiveMeasure {
  /** @default "mean" with a column, "count" without one */
  readonly aggregate?: LiveAggregate | undefined;
  /** The column of numbers; `prediction` is the model's. */
  readonly column?: string | undefined;
  /** `ratio`: the column whose sum divides; `rmse` and `meanAbsoluteError`: the predicted column. */
  readonly over?: string | undefined;
  /** Factor of the result, such as 100 for percent. @default 1 */
  readonly scale?: number | undefined;
  /** @default made of aggregate and column */
  readonly label?: string | undefined;
  readonly unit?: string | undefined;
  /** @default by the size of the values */
  readonly decimals?: number | undefined;
}

/** Periods that group times. */
export type LivePeriod = "year" | "month" | "day" | "hour" | "monthOfYear" | "weekday" | "hourOfDay";

/** A column along an axis. */
export interface LiveAxis {
  readonly column: string;
  /** Groups times by a period. */
  readonly every?: LivePeriod | undefined;
  /** Groups numbers by steps of this width. */
  readonly step?: number | undefined;
  /** @default the column's name */
  readonly label?: string | undefined;
  readonly unit?: string | undefined;
}

/** A control that selects rows. */
export interface LiveFilter {
  readonly column: string;
  /** @default "choice" for strings, "range" for numbers, "dates" for times */
  readonly kind?: "choice" | "one" | "range" | "dates" | undefined;
  /** @default the column's name */
  readonly label?: string | undefined;
  readonly unit?: string | undefined;
  /** What is selected at first: labels, or a lower and an upper limit (numbers or ISO dates). @default everything */
  readonly start?: readonly (string | number | null)[] | undefined;
}

/** Single numbers of the selected rows. */
export interface LiveNumbersView {
  readonly kind: "numbers";
  readonly title?: string | undefined;
  readonly numbers: readonly LiveMeasure[];
}

/** A table: one row per group, or the selected rows themselves. */
export interface LiveTableView {
  readonly kind: "table";
  readonly title?: string | undefined;
  /** Columns that group the rows; without them the table lists rows. */
  readonly by?: readonly (string | LiveAxis)[] | undefined;
  /** With `by` the measures of each group, else names of columns. */
  readonly columns: readonly (string | LiveMeasure)[];
  /** Label of the column to sort by. @default the first measure, or the order of the rows */
  readonly sort?: string | undefined;
  /** @default "descending" */
  readonly order?: "ascending" | "descending" | undefined;
  /** Maximum number of rows. @default 20 */
  readonly rows?: number | undefined;
}

/** A line or bars of a measure over a column. */
export interface LiveFigureView {
  readonly kind: "line" | "bar";
  readonly title: string;
  readonly x: string | LiveAxis;
  readonly y: string | LiveMeasure;
  /** A column with a series for each of its labels, the largest eight. */
  readonly group?: string | undefined;
  /** Maximum number of bars of a column of labels, the largest. @default 20 */
  readonly top?: number | undefined;
  readonly source?: string | undefined;
}

/** A point per row. */
export interface LiveScatterView {
  readonly kind: "scatter";
  readonly title: string;
  readonly x: string | LiveAxis;
  readonly y: string | LiveAxis;
  /** A column of labels that colors the points. */
  readonly group?: string | undefined;
  readonly source?: string | undefined;
}

/** How often values occur. */
export interface LiveHistogramView {
  readonly kind: "histogram";
  readonly title: string;
  readonly x: string | LiveAxis;
  /** Number of bins. @default 30 */
  readonly bins?: number | undefined;
  readonly source?: string | undefined;
}

/** A point per group at the mean of its coordinates, colored by a measure. */
export interface LiveMapView {
  readonly kind: "map";
  readonly title: string;
  readonly latitude: string;
  readonly longitude: string;
  /** The column that groups rows; without it every row is a point. */
  readonly by?: string | undefined;
  readonly color: string | LiveMeasure;
  /** Groups with fewer rows are left out. @default 1 */
  readonly minRows?: number | undefined;
  readonly source?: string | undefined;
}

/** A score of predictions. */
export type LiveScore =
  | "rmse"
  | "meanAbsoluteError"
  | "meanAbsolutePercentageError"
  | "r2"
  | "rocAuc"
  | "averagePrecision"
  | "logLoss"
  | "brierScore"
  | "accuracy"
  | "precision"
  | "recall"
  | "f1Score"
  | "matthewsCorrelation"
  | "confusion";

/** Scores of predictions on the selected rows. */
export interface LiveMetricsView {
  readonly kind: "metrics";
  readonly title?: string | undefined;
  /** The column with the true values; for classes 1 and 0. */
  readonly actual: string;
  /** The column of predictions or probabilities. @default "prediction", the model's */
  readonly predicted?: string | undefined;
  readonly metrics: readonly LiveScore[];
  /** The probability from which a row counts as class 1, at first; the reader moves it. @default 0.5 */
  readonly threshold?: number | undefined;
}

/** A form with the inputs of the model, and its prediction with contributions. */
export interface LiveWhatIfView {
  readonly kind: "what-if";
  readonly title?: string | undefined;
  /** Values at first. @default a usual row */
  readonly start?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  /** Number of contributions listed. @default 8 */
  readonly contributions?: number | undefined;
}

/** A part of a live page. */
export type LiveView =
  | LiveNumbersView
  | LiveTableView
  | LiveFigureView
  | LiveScatterView
  | LiveHistogramView
  | LiveMapView
  | LiveMetricsView
  | LiveWhatIfView;

/** What a live page is made of, next to its columns and its model. */
export interface LiveSpec {
  readonly title: string;
  readonly filters: readonly LiveFilter[];
  readonly views: readonly LiveView[];
}

/** The column that holds the model's predictions: numbers, probabilities of the second class, or labels. */
export const predictionColumn = "prediction";
