import type { DatasetDrift } from "./dataset-drift.js";
import type { DriftOverTime } from "./drift-over-time.js";
import type { ErrorOverTime } from "./error-over-time.js";

/** What a drift report shows. */
export interface DriftReport {
  readonly dataset: DatasetDrift;
  readonly overTime?: DriftOverTime;
  readonly errors?: ErrorOverTime;
}

export interface DriftReportOptions {
  /** Default: the verdict, as "6 of 10 columns have drifted". */
  readonly title?: string;
  /** What the reference rows are: "2012, 2013 and 2016". Default "reference". */
  readonly referenceName?: string;
  /** What the current rows are. Default "current". */
  readonly currentName?: string;
  /** Names of the columns that hold the target and the prediction; they get a section of their own. */
  readonly target?: string;
  readonly prediction?: string;
  /** Units of columns, to stand beside their names. */
  readonly units?: Readonly<Record<string, string>>;
  /** The model's root mean squared error on data it was judged by, as a line to compare with. */
  readonly referenceRmse?: number;
  /** Unit of the errors. */
  readonly errorUnit?: string;
  /** At most how many drifted columns show their distribution; when fewer than two drifted, the two nearest to it do. Default 6. */
  readonly distributions?: number;
  /** Below everything, in Markdown: how and from what the report was made. */
  readonly footer?: string;
}
