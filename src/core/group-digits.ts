/**
 * A whole number with a comma between each three digits. Unlike `toLocaleString` it needs no tables of languages, which take longer to load than a
 * page to make.
 *
 * @example groupDigits(1234567) // "1,234,567"
 */
export function groupDigits(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}
