/**
 * A name with the characters that the name of a metric may have; others become `_`.
 *
 * @example toMetricKey("last month's price") // "last month_s price"
 */
export function toMetricKey(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.\- :]/gu, "_").replace(/^\.+/, "_");
}
