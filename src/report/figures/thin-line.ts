/**
 * Rows to draw of a line with more than `most` points: the first and the last row, and of each interval of rows the
 * lowest point, the highest point (so that peaks remain) and one gap (null).
 *
 * @example thinLine([1, 9, 1, 1, 1, -5, 1, 1], 6) // [0, 1, 2, 5, 6, 7]
 */
export function thinLine(values: readonly (number | string | null)[], most: number): readonly number[] {
  if (values.length <= most) return values.map((_, row) => row);
  const intervals = Math.max(1, Math.floor((most - 2) / 3));
  const chosen = new Set([0, values.length - 1]);
  for (let interval = 0; interval < intervals; interval++) {
    const start = Math.floor((interval * values.length) / intervals);
    const end = Math.floor(((interval + 1) * values.length) / intervals);
    let lowest = -1;
    let highest = -1;
    let gap = -1;
    for (let row = start; row < end; row++) {
      const value = values[row];
      if (typeof value !== "number") {
        gap = row;
        continue;
      }
      if (lowest < 0 || value < (values[lowest] as number)) lowest = row;
      if (highest < 0 || value > (values[highest] as number)) highest = row;
    }
    for (const row of [lowest, highest, gap]) if (row >= 0) chosen.add(row);
  }
  return [...chosen].sort((a, b) => a - b);
}
