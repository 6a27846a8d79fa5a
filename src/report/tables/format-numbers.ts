/** How numbers are formatted. */
export interface FormatNumbersOptions {
  /**
   * Decimals of every number.
   * @default by the largest value
   */
  readonly decimals?: number | undefined;
  /**
   * Whether thousands are grouped: 12,345.
   * @default when one value reaches 10,000, so that years are not grouped
   */
  readonly grouping?: boolean | undefined;
}

/**
 * Numbers of one column as strings with the same number of decimals, so that they align.
 *
 * Decimals follow the largest value: 0 for integers, else 1 from 1,000, 2 from 10, 3 from 1, 4 below 1; a value too
 * small to show is written with a power of ten. NaN is an empty string.
 *
 * @example formatNumbers([956.54321, 7, NaN]) // ["956.54", "7.00", ""]
 */
export function formatNumbers(
  values: readonly number[],
  { decimals, grouping }: FormatNumbersOptions = {},
): readonly string[] {
  const finite = values.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const digits = decimals ?? (finite.every(Number.isInteger) ? 0 : usualDecimals(largest));
  const isGrouped = grouping ?? largest >= 10_000;
  return values.map((value) => {
    if (Number.isNaN(value)) return "";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
    if (Math.abs(value) >= 1e15) return value.toExponential(3);
    if (decimals === undefined && value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits) return value.toExponential(1);
    const text = value.toFixed(digits).replace(/^-(0(?:\.0*)?)$/, "$1");
    return isGrouped ? text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",") : text;
  });
}

function usualDecimals(largest: number): number {
  if (largest >= 1_000) return 1;
  if (largest >= 10) return 2;
  return largest >= 1 ? 3 : 4;
}
