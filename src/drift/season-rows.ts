const dayMs = 86_400_000;

/**
 * For each window the rows whose day of the year is in it, or at most `slackDays` before or after it; the year is a
 * circle of 366 days.
 *
 * @example seasonRows(Float64Array.of(0), [{ start: Date.UTC(1971, 0, 1), end: Date.UTC(1971, 0, 2) }], 0)[0].length // 1
 */
export function seasonRows(
  times: Float64Array,
  windows: readonly { readonly start: number; readonly end: number }[],
  slackDays: number,
): readonly Int32Array[] {
  const days = times.map(dayOfYear);
  const rows = Int32Array.from(times.keys());
  return windows.map(({ start, end }) => {
    const first = dayOfYear(start) - slackDays;
    const length = (end - start) / dayMs + 2 * slackDays;
    return rows.filter((row) => ((((days[row] as number) - first) % 366) + 366) % 366 < length);
  });
}

function dayOfYear(time: number): number {
  const year = new Date(time).getUTCFullYear();
  return Math.floor((time - Date.UTC(year, 0, 1)) / dayMs);
}
