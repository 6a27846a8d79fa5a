import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { nelderMead } from "../../stats/linear/nelder-mead.js";
import { checkPeriod, checkSeries, checkSteps, type FittedSeries, type SeriesModel } from "./series-model.js";

/** How the season is combined with the level: added, multiplied, or not at all. */
export type Season = "additive" | "multiplicative" | "none";

export interface HoltWintersOptions {
  /** @default "additive" */
  readonly season?: Season | undefined;
  /** Number of values of one season, such as 12 for months; required unless season is `none`. */
  readonly period?: number | undefined;
  /** Whether there is a (linear) trend. @default true */
  readonly trend?: boolean | undefined;
  /** Smoothing of the level, 0 to 1. @default minimises the squared one-step errors */
  readonly alpha?: number | undefined;
  /** Smoothing of the trend, 0 to 1. @default minimises the squared one-step errors */
  readonly beta?: number | undefined;
  /** Smoothing of the season, 0 to 1. @default minimises the squared one-step errors */
  readonly gamma?: number | undefined;
}

/** Fitted exponential smoothing. */
export interface FittedHoltWinters extends FittedSeries {
  readonly kind: "holtWinters";
  readonly alpha: number;
  /** 0 without a trend. */
  readonly beta: number;
  /** 0 without a season. */
  readonly gamma: number;
  /** Sum of squared one-step errors over the series after its first season; NaN after restoring, without the series. */
  readonly squaredErrors: number;
}

interface State {
  readonly level: number;
  readonly trend: number;
  /** The last season, in time order. */
  readonly season: readonly number[];
}

const seasons = ["additive", "multiplicative", "none"] as const;

/**
 * Exponential smoothing after Holt and Winters, with level, trend and season, in the recursion of R's `HoltWinters`:
 * level = alpha (y - season one period ago) + (1 - alpha) (level + trend), trend = beta (growth of the level) + (1 -
 * beta) trend, season = gamma (y - new level) + (1 - gamma) season; a multiplicative season divides where this one
 * subtracts.
 *
 * It starts from the first two seasons: trend = difference of their means / period, level = mean of the first
 * extrapolated to its end, season = the remainder of the first season; without a season from the first two values.
 *
 * @example holtWinters({ season: "none", alpha: 0.5, beta: 0.5 }).fit(Float64Array.of(1, 2, 3, 4)).forecast(2) // [5, 6]
 */
export function holtWinters(options: HoltWintersOptions = {}): SeriesModel {
  const { season = "additive", trend = true, period = 1 } = options;
  checkKnownValue("holtWinters", "season", season, seasons);
  if (season !== "none") checkPeriod("holtWinters", period, 2);
  for (const name of ["alpha", "beta", "gamma"] as const) {
    const value = options[name];
    if (value !== undefined && !(value >= 0 && value <= 1)) {
      throw new ArgumentError(`holtWinters: expected ${name} to be from 0 to 1, got ${value}; leave it out to fit it`);
    }
  }
  return {
    kind: "holtWinters",
    fit(values) {
      checkSeries("holtWinters", values, season === "none" ? 3 : 2 * period);
      if (season === "multiplicative" && values.some((value) => value <= 0)) {
        throw new ArgumentError('holtWinters: expected values > 0 for a multiplicative season; use "additive"');
      }
      const used = (["alpha", "beta", "gamma"] as const).filter(
        (name) => (name !== "beta" || trend) && (name !== "gamma" || season !== "none"),
      );
      const free = used.filter((name) => options[name] === undefined);
      const toSmoothing = (point: Float64Array): Smoothing => {
        const found = { alpha: 0, beta: 0, gamma: 0 };
        for (const name of used) found[name] = options[name] ?? 0;
        free.forEach((name, index) => {
          found[name] = 1 / (1 + Math.exp(-point[index]));
        });
        return found;
      };
      const shape: Shape = { season, trend, period: season === "none" ? 1 : period };
      const getErrors = (point: Float64Array): number => smooth(values, shape, toSmoothing(point)).squaredErrors;
      const best = startingPoints(free.length, getErrors)
        .map((start) => nelderMead(getErrors, start))
        .reduce((a, b) => (b.value < a.value ? b : a));
      const smoothing = toSmoothing(best.point);
      const { state, squaredErrors } = smooth(values, shape, smoothing);
      return fittedHoltWinters(shape, smoothing, state, squaredErrors);
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreHoltWinters(json: JsonReader): FittedHoltWinters {
  const season = json.string("seasonKind");
  checkKnownValue("holtWinters", "seasonKind", season, seasons);
  const last = json.numbers("season");
  if (last.length === 0)
    throw new ArgumentError("holtWinters: expected one or more values of season, got 0; for example season: [12]");
  return fittedHoltWinters(
    { season, trend: json.boolean("hasTrend"), period: last.length },
    { alpha: json.number("alpha"), beta: json.number("beta"), gamma: json.number("gamma") },
    { level: json.number("level"), trend: json.number("trend"), season: last },
    Number.NaN,
  );
}

/** The four best points of a coarse grid, because the sum of squares may have several local minima. */
function startingPoints(count: number, evaluate: (point: Float64Array) => number): readonly Float64Array[] {
  let points: number[][] = [[]];
  for (let axis = 0; axis < count; axis++) {
    points = points.flatMap((point) => [-4, -2, -0.5, 1, 3].map((value) => [...point, value]));
  }
  return points
    .map((point) => Float64Array.from(point))
    .map((point) => ({ point, value: evaluate(point) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 4)
    .map(({ point }) => point);
}

interface Shape {
  readonly season: Season;
  readonly trend: boolean;
  readonly period: number;
}

interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

function smooth(
  values: Float64Array,
  { season, trend, period }: Shape,
  { alpha, beta, gamma }: Smoothing,
): { readonly state: State; readonly squaredErrors: number } {
  const seasonal = season !== "none";
  const begin = startingState(values, season, trend, period);
  const seasons = [...begin.season];
  let { level, trend: slope } = begin;
  let squaredErrors = 0;
  for (let index = seasonal ? period : 2; index < values.length; index++) {
    const value = values[index];
    const old = seasons[index % period];
    const expected = combine(level + slope, old, season);
    squaredErrors += (value - expected) ** 2;
    const before = level;
    level = alpha * separate(value, old, season) + (1 - alpha) * (level + slope);
    if (trend) slope = beta * (level - before) + (1 - beta) * slope;
    if (seasonal) seasons[index % period] = gamma * separate(value, level, season) + (1 - gamma) * old;
  }
  const next = values.length % period;
  return {
    state: { level, trend: slope, season: [...seasons.slice(next), ...seasons.slice(0, next)] },
    squaredErrors,
  };
}

function startingState(values: Float64Array, season: Season, trend: boolean, period: number): State {
  if (season === "none") {
    const [first = 0, second = 0] = values;
    return { level: second, trend: trend ? second - first : 0, season: [0] };
  }
  const meanOfSeason = (start: number): number => {
    let total = 0;
    for (let index = start; index < start + period; index++) total += values[index];
    return total / period;
  };
  const middle = meanOfSeason(0);
  const slope = trend ? (meanOfSeason(period) - middle) / period : 0;
  const getLevel = (index: number): number => middle + slope * (index - (period - 1) / 2);
  return {
    level: getLevel(period - 1),
    trend: slope,
    season: Array.from({ length: period }, (_, index) => separate(values[index], getLevel(index), season)),
  };
}

function combine(level: number, season: number, kind: Season): number {
  return kind === "multiplicative" ? level * season : kind === "additive" ? level + season : level;
}

function separate(value: number, part: number, kind: Season): number {
  return kind === "multiplicative" ? value / part : kind === "additive" ? value - part : value;
}

function fittedHoltWinters(
  { season, trend }: Shape,
  smoothing: Smoothing,
  state: State,
  squaredErrors: number,
): FittedHoltWinters {
  return {
    kind: "holtWinters",
    ...smoothing,
    squaredErrors,
    forecast(steps) {
      checkSteps("holtWinters", steps);
      return mapNumbers({ length: steps }, (_, step) =>
        combine(state.level + (step + 1) * state.trend, state.season[step % state.season.length], season),
      );
    },
    toJSON: () => ({
      kind: "holtWinters",
      seasonKind: season,
      hasTrend: trend,
      ...smoothing,
      level: state.level,
      trend: state.trend,
      season: [...state.season],
    }),
  };
}
