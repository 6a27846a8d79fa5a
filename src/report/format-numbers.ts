/**
 * Numbers of one column as text with the same number of decimals, so that they stand below each other.
 *
 * Decimals follow the largest value: none for whole numbers, else 1 from 1,000, 2 from 10, 3 from 1, 4 below; a value too small to show
 * gets a power of ten. Thousands are grouped as soon as one value reaches 10,000, so that years stay years. NaN is an empty text.
 *
 * @example formatNumbers([956.54321, 7, NaN]) // ["956.54", "7.00", ""]
 */
export function formatNumbers(values: readonly number[], decimals?: number): readonly string[] {
  const finite = values.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const places = decimals ?? (finite.every(Number.isInteger) ? 0 : usualDecimals(largest));
  return values.map((value) => {
    if (Number.isNaN(value)) return "";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
    if (Math.abs(value) >= 1e15) return value.toExponential(3);
    if (decimals === undefined && value !== 0 && Math.abs(value) < 0.5 * 10 ** -places) return value.toExponential(1);
    const text = value.toFixed(places).replace(/^-(0(?:\.0*)?)$/, "$1");
    return largest < 10_000 ? text : text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
  });
}

function usualDecimals(largest: number): number {
  if (largest >= 1_000) return 1;
  if (largest >= 10) return 2;
  return largest >= 1 ? 3 : 4;
}
