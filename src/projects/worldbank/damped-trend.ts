import type { AreaSeries } from "./series.js";

/** How a country's own past is carried on. */
export interface Trend {
  /** Years over which the yearly change is taken. */
  readonly window: number;
  /** What is left of the change from year to year; 0 carries the last value on as it is. */
  readonly damping: number;
}

/**
 * The value of an area in a later year, from its values up to `origin`: the last one, and its mean yearly change over the window, which fades by
 * `damping` with every year. Held within `range`. Undefined when nothing is known until then.
 */
export function dampedTrend(
  { years, values }: Pick<AreaSeries, "years" | "values">,
  year: number,
  {
    origin,
    trend,
    range,
  }: { readonly origin: number; readonly trend: Trend; readonly range: readonly [number, number] },
): number | undefined {
  const last = lastUntil(years, origin);
  const [from, start] = [years[last], values[last]];
  if (from === undefined || start === undefined) return undefined;
  const first = years.findIndex((one) => one >= from - trend.window);
  const span = from - (years[first] ?? from);
  const change = span === 0 ? 0 : (start - (values[first] ?? start)) / span;
  let carried = start;
  let step = change;
  for (let ahead = from; ahead < year; ahead++) {
    step *= trend.damping;
    carried += step;
  }
  return Math.min(range[1], Math.max(range[0], carried));
}

function lastUntil(years: readonly number[], origin: number): number {
  let found = -1;
  for (const [index, year] of years.entries()) if (year <= origin) found = index;
  return found;
}
