/**
 * A score as people read it: three digits, very small ones as a power of ten.
 *
 * @example formatScore(0.198542) // "0.199"
 */
export function formatScore(score: number): string {
  if (score === 0) return "0";
  if (!Number.isFinite(score)) return String(score);
  const size = Math.abs(score);
  if (size < 0.001)
    return score
      .toExponential(0)
      .replace("e-", " × 10^-")
      .replace("10^-", "10⁻")
      .replace(/⁻(\d+)/, (_, digits: string) => `⁻${raised(digits)}`);
  return size < 1 ? score.toFixed(3) : Number(score.toPrecision(3)).toLocaleString("en-US");
}

function raised(digits: string): string {
  return [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "").join("");
}
