/**
 * Rows to draw of a line that has more points than a figure should carry: of each stretch of neighbours the lowest and the highest
 * point, so that peaks stay, besides the first and the last row. Rows with a gap (null) keep one row per stretch.
 *
 * @example thinLine([1, 9, 1, 1, 1, -5, 1, 1], 6) // [0, 1, 2, 5, 6, 7]
 */
export function thinLine(values: readonly (number | string | null)[], most: number): readonly number[] {
  if (values.length <= most) return values.map((_, row) => row);
  const stretches = Math.max(1, Math.floor((most - 2) / 3));
  const kept = new Set([0, values.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * values.length) / stretches);
    const end = Math.floor(((stretch + 1) * values.length) / stretches);
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
    for (const row of [lowest, highest, gap]) if (row >= 0) kept.add(row);
  }
  return [...kept].sort((a, b) => a - b);
}
