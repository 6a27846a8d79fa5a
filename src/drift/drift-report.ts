import type { DatasetDrift } from "./dataset-drift.js";
import type { ImportantDrift } from "./drift-by-importance.js";
import type { DriftOverTime } from "./drift-over-time.js";
import type { ErrorOverTime } from "./error-over-time.js";
import type { ReportedChange, ReportedDomain, ReportedEstimate } from "./model-sections.js";
import type { ScoreOverTime } from "./score-over-time.js";

/** The contents of a drift report. */
export interface DriftReport {
  readonly dataset: DatasetDrift;
  readonly overTime?: DriftOverTime | undefined;
  /** The same windows against the same season of the reference. */
  readonly season?: DriftOverTime | undefined;
  /** Errors of predicted numbers. */
  readonly errors?: ErrorOverTime | undefined;
  /** A metric of predicted classes. */
  readonly scores?: ScoreOverTime | undefined;
  /** What moved the mean prediction, from `predictionChange`. */
  readonly change?: ReportedChange | undefined;
  /** Drift weighted by what the model uses, from `driftByImportance`. */
  readonly important?: readonly ImportantDrift[] | undefined;
  /** Scores without labels, from `estimatePerformance`. */
  readonly estimated?: ReportedEstimate | undefined;
  /** Whether the rows can be separated by all columns together, from `domainClassifier`. */
  readonly domain?: ReportedDomain | undefined;
}

/** How a drift report is written. */
export interface DriftReportOptions {
  /** @default the verdict, as "6 of 10 columns have drifted" */
  readonly title?: string | undefined;
  /**
   * What the reference rows are: "2012, 2013 and 2016".
   * @default "reference"
   */
  readonly referenceName?: string | undefined;
  /**
   * What the current rows are.
   * @default "current"
   */
  readonly currentName?: string | undefined;
  /** Names of the columns that hold the target and the prediction; they get a section of their own. */
  readonly target?: string | undefined;
  readonly prediction?: string | undefined;
  /** Units of columns, to show with their names. */
  readonly units?: Readonly<Record<string, string>> | undefined;
  /** The model's root mean squared error on the reference, as a line to compare with. */
  readonly referenceRmse?: number | undefined;
  /** The model's metric on the reference, likewise. */
  readonly referenceScore?: number | undefined;
  /** Unit of the errors. */
  readonly errorUnit?: string | undefined;
  /**
   * Maximum number of drifted columns that show their distribution; when fewer than two drifted, the two nearest to it
   * do.
   * @default 6
   */
  readonly distributions?: number | undefined;
  /** At the end of the page, in Markdown: how and from what the report was made. */
  readonly footer?: string | undefined;
}
