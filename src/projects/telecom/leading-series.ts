import type { Market, Operator } from "./market.js";

/** The share of an operator month by month, without a gap, to the last month. */
export interface ShareSeries {
  readonly operator: Operator;
  /** Place of its first value among the market's months. */
  readonly first: number;
  readonly values: Float64Array;
}

/** The operators that are there in the last month and have ever had a share of at least `least` percent (default 1), each as far back as it is monthly. */
export function leadingSeries({ months, operators }: Market, least = 1): readonly ShareSeries[] {
  return operators.flatMap((operator) => {
    const { share } = operator;
    const isThere = (at: number): boolean => !Number.isNaN(share[at] ?? Number.NaN);
    if (!isThere(months.length - 1) || !share.some((value) => value >= least)) return [];
    let first = months.length - 1;
    while (isThere(first - 1) && isNextMonth(months[first - 1] ?? 0, months[first] ?? 0)) first -= 1;
    return [{ operator, first, values: Float64Array.from(share.slice(first)) }];
  });
}

function isNextMonth(month: number, next: number): boolean {
  const [one, other] = [new Date(month), new Date(next)];
  return 12 * (other.getUTCFullYear() - one.getUTCFullYear()) + other.getUTCMonth() - one.getUTCMonth() === 1;
}
