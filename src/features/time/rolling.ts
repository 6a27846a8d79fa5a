import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedPastColumns } from "./past-columns.js";
import { completeRowOrder, type RowOrder } from "./rows-in-order.js";

/** A statistic of a window; `deviation` is the sample standard deviation, missing for one value, as in pandas. */
export type RollingStatistic = "mean" | "deviation" | "minimum" | "maximum";

export interface RollingOptions<
  Column extends string = string,
  Window extends number = number,
  Statistic extends RollingStatistic = RollingStatistic,
> extends RowOrder {
  /** Number columns. */
  readonly columns: readonly Column[];
  /** Number of previous rows in the window. */
  readonly window: Window;
  /** @default ["mean"] */
  readonly statistics?: readonly Statistic[] | undefined;
  /**
   * Minimum number of values in the window; with fewer the result is missing.
   *
   * @default window
   */
  readonly minimumCount?: number | undefined;
}

/**
 * A step that adds statistics of the previous rows as `<column>_<statistic><window>`. The row itself is not in its window.
 *
 * Missing values in the window are ignored. Rows to predict need the rows before them.
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
      // fittedRolling builds the names by the same pattern.
      return fitted as FittedStep<`${Column}_${Statistic}${Window}`>;
    },
  };
}

/** A fitted rolling step from its JSON. */
export function restoreRolling(json: JsonReader): FittedStep {
  const statistics = json.strings("statistics") as readonly RollingStatistic[];
  const [window, minimumCount] = [json.integer("window"), json.integer("minimumCount")];
  checkWindow(window, minimumCount, statistics);
  return fittedRolling(
    { names: json.strings("columns"), window, statistics, minimumCount },
    { orderBy: json.strings("orderBy"), by: json.strings("by") },
  );
}

const calculators: Readonly<Record<RollingStatistic, (values: Float64Array) => number>> = {
  mean: shiftedMean,
  deviation: (values) => {
    if (values.length < 2) return Number.NaN;
    const mean = shiftedMean(values);
    return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
  },
  minimum: (values) => values.reduce((smallest, value) => Math.min(smallest, value)),
  maximum: (values) => values.reduce((largest, value) => Math.max(largest, value)),
};

function checkWindow(window: number, minimumCount: number, statistics: readonly RollingStatistic[]): void {
  if (!Number.isInteger(window) || window < 1) {
    throw new ArgumentError(`rolling: window: expected an integer >= 1, got ${window}`);
  }
  if (!Number.isInteger(minimumCount) || minimumCount < 1 || minimumCount > window) {
    throw new ArgumentError(`rolling: minimumCount: expected an integer in 1..${window}, got ${minimumCount}`);
  }
  const known = Object.keys(calculators);
  const stray = statistics.find((statistic) => !known.includes(statistic));
  if (statistics.length === 0 || stray !== undefined) {
    throw new ArgumentError(`rolling: statistics: expected some of ${known.join(", ")}, got ${stray ?? "none"}`);
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
  const past = names.flatMap((source) =>
    statistics.map((statistic) => ({
      source,
      name: `${source}_${statistic}${window}`,
      valueFrom: (previous: Float64Array): number => {
        const values = previous.subarray(Math.max(0, previous.length - window)).filter((value) => !Number.isNaN(value));
        return values.length < minimumCount ? Number.NaN : calculators[statistic](values);
      },
    })),
  );
  return fittedPastColumns("rolling", order, past, {
    columns: [...names],
    window,
    statistics: [...statistics],
    minimumCount,
  });
}

function shiftedMean(values: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  return first + values.reduce((total, value) => total + (value - first), 0) / values.length;
}
