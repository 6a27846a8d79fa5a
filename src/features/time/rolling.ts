import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { takeRows } from "../../table/take-rows.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedPastColumns } from "./past-columns.js";
import { type Every, type RowSpacing, restoreRowSpacing, toRowSpacing } from "./row-spacing.js";
import { type CompleteRowOrder, completeRowOrder, type RowOrder } from "./rows-in-order.js";
import { slidingStatistics } from "./sliding-statistics.js";

/** A statistic of a window; `deviation` is the sample standard deviation, missing for one value, as in pandas. */
export type RollingStatistic = "mean" | "deviation" | "minimum" | "maximum";

export interface RollingOptions<
  Column extends string = string,
  Window extends number = number,
  Statistic extends RollingStatistic = RollingStatistic,
> extends RowOrder {
  /** Number columns. */
  readonly columns: readonly Column[];
  /** Length of the window before the row, in units of `every`. */
  readonly window: Window;
  /** @default ["mean"] */
  readonly statistics?: readonly Statistic[] | undefined;
  /**
   * Minimum number of values in the window; with fewer the result is missing.
   *
   * @default window
   */
  readonly minimumCount?: number | undefined;
  /**
   * The unit of the window: `row` counts rows whatever their distance in time, other units leave out rows that are
   * further back.
   *
   * @default "row"
   */
  readonly every?: Every | undefined;
  /**
   * Whether the row itself is in its window, as in pandas: for rows of which every column but the target is known when
   * the prediction is made. A column that holds the target would leak.
   *
   * @default false
   */
  readonly includeRow?: boolean | undefined;
}

/**
 * A step that adds statistics of the previous rows as `<column>_<statistic><window>`. The row itself is not in its
 * window, unless `includeRow` is set.
 *
 * Missing values in the window are ignored. Rows to predict need the rows before them. Time is linear in the rows
 * whatever the window; results agree with a separate computation per window to 1e-12 of the spread of the column.
 *
 * @example rolling({ columns: ["price"], window: 3, statistics: ["mean"], orderBy: "month" }).kind // "rolling"
 */
export function rolling<Column extends string, Window extends number, Statistic extends RollingStatistic = "mean">(
  options: RollingOptions<Column, Window, Statistic>,
): Step<`${Column}_${Statistic}${Window}`> {
  const {
    columns: names,
    window,
    statistics = ["mean"],
    minimumCount = window,
    every = "row",
    includeRow = false,
    ...order
  }: RollingOptions = options;
  checkColumnNames("rolling", names);
  checkWindow(window, minimumCount, statistics);
  const fitted = fittedRolling(
    { names, window, statistics, minimumCount, includeRow },
    {
      ...completeRowOrder("rolling", order),
      spacing: toRowSpacing("rolling", every) ?? "row",
    },
  );
  return {
    kind: "rolling",
    fit(columns) {
      fitted.transform(takeRows(columns, new Int32Array(0)));
      // fittedRolling builds the names by the same pattern.
      return fitted as FittedStep<`${Column}_${Statistic}${Window}`>;
    },
  };
}

/** A fitted rolling step from its JSON. */
export function restoreRolling(json: JsonReader): FittedStep {
  const statistics = json.strings("statistics") as readonly RollingStatistic[];
  const [window, minimumCount] = [json.integer("window"), json.integer("minimumCount")];
  const includeRow = json.has("includeRow") && json.boolean("includeRow");
  checkWindow(window, minimumCount, statistics);
  return fittedRolling(
    { names: json.strings("columns"), window, statistics, minimumCount, includeRow },
    { orderBy: json.strings("orderBy"), by: json.strings("by"), spacing: restoreRowSpacing(json) },
  );
}

const statisticNames: readonly RollingStatistic[] = ["mean", "deviation", "minimum", "maximum"];

function checkWindow(window: number, minimumCount: number, statistics: readonly RollingStatistic[]): void {
  checkInteger("rolling", "window", window, 1, "pass window: 24");
  if (!Number.isInteger(minimumCount) || minimumCount < 1 || minimumCount > window) {
    throw new ArgumentError(
      `rolling: minimumCount: expected an integer in 1..${window}, got ${minimumCount}; lower it or widen window`,
    );
  }
  const stray = statistics.find((statistic) => !statisticNames.includes(statistic));
  if (statistics.length === 0 || stray !== undefined) {
    throw new ArgumentError(
      `rolling: statistics: expected some of ${statisticNames.join(", ")}, got ${stray ?? "none"}; name at least one of them`,
    );
  }
}

interface Settings {
  readonly names: readonly string[];
  readonly window: number;
  readonly statistics: readonly RollingStatistic[];
  readonly minimumCount: number;
  readonly includeRow: boolean;
}

function fittedRolling(
  { names, window, statistics, minimumCount, includeRow }: Settings,
  order: CompleteRowOrder & { readonly spacing: RowSpacing },
): FittedStep {
  const past = names.map((source) => ({
    source,
    names: statistics.map((statistic) => `${source}_${statistic}${window}`),
    compute(values: Float64Array, positions: Float64Array): readonly Float64Array[] {
      const computed = slidingStatistics(values, positions, { window, minimumCount, includeRow });
      return statistics.map((statistic) => computed[statistic]);
    },
  }));
  return fittedPastColumns("rolling", order, past, {
    columns: [...names],
    window,
    statistics: [...statistics],
    minimumCount,
    ...(includeRow && { includeRow }),
  });
}
