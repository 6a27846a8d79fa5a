/**
 * How the central bank's numbers are read. In its file the decimal point is gone, trailing zeros with it, and dots part the digits left
 * over in threes from the right, so `82.846.325` and `841.834.519` are both near 83.
 *
 * `original`: as the first project read them, with its losses. `correct`: an index between 20 and 199 has its point after two digits, or
 * after three when it begins with 1; amounts get back the zeros that make them lie nearest to the median of their column.
 */
export type Reading = "original" | "correct";

/**
 * An index (Imacec, IVCM) in one of the readings; NaN for what is no dotted number.
 *
 * The original reading uses the first two pieces between dots, and of a first piece of three digits that does not begin with 1 only its
 * first two and its last digit: `841.834.519` becomes 84.1.
 */
export function dottedIndex(text: string, reading: Reading): number {
  if (!isDotted(text)) return Number.NaN;
  const digits = text.replaceAll(".", "");
  const whole = digits.startsWith("1") ? 3 : 2;
  if (reading === "correct") return Number(`${digits.slice(0, whole)}.${digits.slice(whole)}`);
  const [first = "", second = ""] = text.split(".");
  const joined = first + second;
  if (whole === 3) {
    return Number(first.length >= 3 ? `${first}.${second}` : `${joined.slice(0, 3)}.${joined.slice(3)}`);
  }
  return Number(
    first.length >= 3 ? `${first.slice(0, 2)}.${first.at(-1)}` : `${joined.slice(0, 2)}.${joined.slice(2)}`,
  );
}

/**
 * A column of amounts (PIB) in one of the readings; NaN for what is no dotted number.
 *
 * The original reading takes the digits as a whole number, so a month whose trailing zeros were lost is ten to a thousand times too small.
 */
export function dottedAmounts(texts: readonly (string | null)[], reading: Reading): Float64Array {
  const amounts = Float64Array.from(texts, (text) =>
    text === null || !isDotted(text) ? Number.NaN : Number(text.replaceAll(".", "")),
  );
  if (reading === "original") return amounts;
  const sizes = amounts.filter((value) => value > 0).map(Math.log10);
  if (sizes.length === 0) return amounts;
  const usual = sizes.sort()[Math.floor(sizes.length / 2)] as number;
  return amounts.map((value) => (value > 0 ? value * 10 ** Math.round(usual - Math.log10(value)) : value));
}

function isDotted(text: string): boolean {
  return /^\d+(\.\d+)*$/.test(text);
}
