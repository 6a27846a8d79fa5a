import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedPastColumns } from "./past-columns.js";
import { completeRowOrder, type RowOrder } from "./rows-in-order.js";

/** A number from a window; `deviation` is the sample standard deviation, missing for one value, as pandas has it. */
export type RollingStatistic = "mean" | "deviation" | "minimum" | "maximum";

export interface RollingOptions<
  Column extends string = string,
  Window extends number = number,
  Statistic extends RollingStatistic = RollingStatistic,
> extends RowOrder {
  /** Number columns. */
  readonly columns: readonly Column[];
  /** How many rows before the row the window holds. */
  readonly window: Window;
  /** Default: mean. */
  readonly statistics?: readonly Statistic[];
  /** With fewer values in the window the answer is missing. Default: the whole window. */
  readonly minimumCount?: number;
}

/**
 * A step that adds statistics of the rows before each row as `<column>_<statistic><window>`. The row itself is never in its window.
 *
 * Missing values in the window are left out. Rows to predict must come with the rows before them.
 *
 * @example rolling({ columns: ["price"], window: 3, statistics: ["mean"], orderBy: "month" }).kind // "rolling"
 */
export function rolling<Column extends string, Window extends number, Statistic extends RollingStatistic = "mean">(
  options: RollingOptions<Column, Window, Statistic>,
): Step<`${Column}_${Statistic}${Window}`> {
  const { columns: names, window, statistics = ["mean"], minimumCount = window, ...order }: RollingOptions = options;
  checkColumnNames("rolling", names);
  checkWindow(window, minimumCount, statistics);
  const fitted = fittedRolling({ names, window, statistics, minimumCount }, completeRowOrder("rolling", order));
  return {
    kind: "rolling",
    fit(columns) {
      fitted.transform(columns);
      // The names follow the same pattern where they are made.
      return fitted as FittedStep<`${Column}_${Statistic}${Window}`>;
    },
  };
}

/** Brings back what `toJSON` of a fitted rolling step wrote. */
export function restoreRolling(json: JsonReader): FittedStep {
  const statistics = json.strings("statistics") as readonly RollingStatistic[];
  const [window, minimumCount] = [json.integer("window"), json.integer("minimumCount")];
  checkWindow(window, minimumCount, statistics);
  return fittedRolling(
    { names: json.strings("columns"), window, statistics, minimumCount },
    { orderBy: json.strings("orderBy"), by: json.strings("by") },
  );
}

const statisticOf: Readonly<Record<RollingStatistic, (values: Float64Array) => number>> = {
  mean: meanOf,
  deviation: (values) => {
    if (values.length < 2) return Number.NaN;
    const mean = meanOf(values);
    return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
  },
  minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
};

function checkWindow(window: number, minimumCount: number, statistics: readonly RollingStatistic[]): void {
  if (!Number.isInteger(window) || window < 1) {
    throw new ArgumentError(`rolling: window must be a whole number of at least 1, got ${window}`);
  }
  if (!Number.isInteger(minimumCount) || minimumCount < 1 || minimumCount > window) {
    throw new ArgumentError(`rolling: minimumCount must be a whole number in 1..${window}, got ${minimumCount}`);
  }
  const known = Object.keys(statisticOf);
  const stray = statistics.find((statistic) => !known.includes(statistic));
  if (statistics.length === 0 || stray !== undefined) {
    throw new ArgumentError(`rolling: statistics must be some of ${known.join(", ")}, got ${stray ?? "none"}`);
  }
}

interface Settings {
  readonly names: readonly string[];
  readonly window: number;
  readonly statistics: readonly RollingStatistic[];
  readonly minimumCount: number;
}

function fittedRolling(
  { names, window, statistics, minimumCount }: Settings,
  order: ReturnType<typeof completeRowOrder>,
): FittedStep {
  const made = names.flatMap((source) =>
    statistics.map((statistic) => ({
      source,
      name: `${source}_${statistic}${window}`,
      valueFrom: (past: Float64Array): number => {
        const values = past.subarray(Math.max(0, past.length - window)).filter((value) => !Number.isNaN(value));
        return values.length < minimumCount ? Number.NaN : statisticOf[statistic](values);
      },
    })),
  );
  return fittedPastColumns("rolling", order, made, {
    columns: [...names],
    window,
    statistics: [...statistics],
    minimumCount,
  });
}

function meanOf(values: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  return first + values.reduce((total, value) => total + (value - first), 0) / values.length;
}
