import type { Market } from "./market.js";

/** How well the four tables agree with each other. */
export interface MarketChecks {
  /** The index recomputed from the published shares, month by month. */
  readonly recomputed: readonly number[];
  /** Published index against recomputed, in points. */
  readonly concentration: Gap;
  /** Published shares against those recomputed from lines, in percentage points. */
  readonly share: Gap;
  /** Months whose shares cannot be had from the lines of today even with rounding: the lines were restated since. */
  readonly restated: readonly string[];
  /** Least and greatest sum of the shares of a month. */
  readonly shareSums: readonly [number, number];
}

/** Differences between a published number and the same number recomputed. */
export interface Gap {
  readonly count: number;
  readonly mean: number;
  readonly max: number;
  /** Month of the greatest. */
  readonly month: string;
}

/** Two decimals of a share leave this much open, and half a last bit for the arithmetic. */
const rounding = 0.005 + 1e-6;

/** Recomputes shares from lines and the index from shares. */
export function checkMarket({ months, operators, concentration }: Market): MarketChecks {
  const recomputed = months.map((_, at) => sum(operators.map(({ share }) => present(share[at]) ** 2)));
  const allLines = months.map((_, at) => sum(operators.map(({ lines }) => present(lines[at]))));
  const sums = months.map((_, at) => sum(operators.map(({ share }) => present(share[at]))));
  const shareGaps = operators.flatMap(({ share, lines }) =>
    months.flatMap((month, at) => {
      const published = share[at] ?? Number.NaN;
      const gap = Math.abs(published - (100 * (lines[at] ?? Number.NaN)) / (allLines[at] ?? Number.NaN));
      return Number.isNaN(gap) ? [] : [{ month, gap }];
    }),
  );
  const indexGaps = months.flatMap((month, at) => {
    const gap = Math.abs((concentration[at] ?? Number.NaN) - (recomputed[at] ?? Number.NaN));
    return Number.isNaN(gap) ? [] : [{ month, gap }];
  });
  return {
    recomputed,
    concentration: gapOf(indexGaps),
    share: gapOf(shareGaps),
    restated: [...new Set(shareGaps.filter(({ gap }) => gap > rounding).map(({ month }) => monthName(month)))].sort(),
    shareSums: [Math.min(...sums), Math.max(...sums)],
  };
}

/** A month as `2024-12`. */
export function monthName(month: number): string {
  return new Date(month).toISOString().slice(0, 7);
}

function gapOf(gaps: readonly { readonly month: number; readonly gap: number }[]): Gap {
  const worst = gaps.reduce((most, one) => (one.gap > most.gap ? one : most), { month: 0, gap: 0 });
  const mean = gaps.length === 0 ? 0 : sum(gaps.map(({ gap }) => gap)) / gaps.length;
  return { count: gaps.length, mean, max: worst.gap, month: monthName(worst.month) };
}

function present(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
