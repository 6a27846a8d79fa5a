import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import type { TelecomTables } from "./load.js";

/** The market for mobile internet month by month: every list goes along `months`, NaN where nothing is published. */
export interface Market {
  /** First days of the months, in milliseconds: quarterly at first, monthly from June 2013. */
  readonly months: readonly number[];
  /** By their last share, the greatest first. */
  readonly operators: readonly Operator[];
  /** The published index, in quarters. */
  readonly concentration: readonly number[];
}

/** A group of companies. */
export interface Operator {
  readonly key: string;
  readonly name: string;
  /** Percent of all lines, as published. */
  readonly share: readonly number[];
  readonly lines: readonly number[];
  /** Terabytes in the month. */
  readonly traffic: readonly number[];
}

/** The four tables put together by month and group. Companies of one group are added up; a total that is missing counts as nothing. */
export function marketOf({ frames }: Pick<TelecomTables, "frames">): Market {
  const pl = loadPolars();
  const total = (frame: DataFrame): ByGroup =>
    byGroup(frame.groupBy("month", "group").agg(pl.col("total").sum().cast(pl.Float64).alias("value")), "value");
  const share = byGroup(frames.share, "share");
  const [lines, traffic] = [total(frames.lines), total(frames.traffic)];
  const names = new Map(pairs(frames.share, "group", "groupName") as [string, string][]);
  const index = new Map(
    pairs(frames.concentration, "month", "index").map(([month, value]) => [Number(month), Number(value)]),
  );
  const months = [...new Set([...share.values()].flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  const along = (values: ReadonlyMap<number, number> | undefined): number[] =>
    months.map((month) => values?.get(month) ?? Number.NaN);
  const operators = [...share].map(([key, shares]): Operator => {
    const name = names.get(key) ?? key;
    return { key, name, share: along(shares), lines: along(lines.get(key)), traffic: along(traffic.get(key)) };
  });
  const last = ({ share: shares }: Operator): number => shares.findLast((value) => !Number.isNaN(value)) ?? 0;
  const isThere = ({ share: shares }: Operator): number => (Number.isNaN(shares.at(-1) ?? Number.NaN) ? 0 : 1);
  operators.sort((a, b) => isThere(b) - isThere(a) || last(b) - last(a) || (a.key < b.key ? -1 : 1));
  return { months, operators, concentration: along(index) };
}

type ByGroup = ReadonlyMap<string, ReadonlyMap<number, number>>;

function byGroup(frame: DataFrame, column: string): ByGroup {
  const found = new Map<string, Map<number, number>>();
  const groups = frame.getColumn("group").toArray() as string[];
  const months = millis(frame);
  const values = frame.getColumn(column).toArray() as (number | null)[];
  groups.forEach((group, row) => {
    const ofGroup = found.get(group) ?? new Map<number, number>();
    found.set(group, ofGroup);
    ofGroup.set(Number(months[row]), values[row] ?? Number.NaN);
  });
  return found;
}

function pairs(frame: DataFrame, one: string, other: string): [unknown, unknown][] {
  const cells = (name: string): unknown[] =>
    name === "month" ? millis(frame) : (frame.getColumn(name).toArray() as unknown[]);
  const [left, right] = [cells(one), cells(other)];
  return left.map((value, row) => [value, right[row]]);
}

function millis(frame: DataFrame): unknown[] {
  const pl = loadPolars();
  return frame.select(pl.col("month").cast(pl.Int64)).getColumn("month").toArray() as unknown[];
}
