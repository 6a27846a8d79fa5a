import type { Forecaster } from "./forecast.js";
import type { Periods, PeriodUnit } from "./periods.js";

/** The error of predictions against real values, over time, and for training rows and others. */
export interface Accuracy {
  /** Periods with a prediction and a real value. */
  readonly points: readonly AccuracyPoint[];
  /** By year, month or day, whichever is the next longer unit. */
  readonly groups: readonly AccuracyFigures[];
  /** Rows that the model learned from, and others; one part where the model does not know. */
  readonly parts: readonly AccuracyFigures[];
}

/** A prediction and its real value. */
export interface AccuracyPoint {
  readonly period: string;
  readonly prediction: number;
  readonly actual: number;
  /** The last value that was known: what repeating it would predict. */
  readonly baseline: number | null;
  readonly trained: boolean | null;
}

/** Error figures of some periods. */
export interface AccuracyFigures {
  readonly name: string;
  readonly count: number;
  readonly rmse: number;
  /** Root mean squared error of repeating the last known value; null where none was known. */
  readonly baselineRmse: number | null;
  /** Share of the variance that is explained; null for fewer than two different values. */
  readonly r2: number | null;
}

const groupLengths: Readonly<Record<PeriodUnit, number>> = { hour: 10, day: 7, month: 4, year: 3 };

/** The accuracy of a forecaster over all its periods. */
export function forecastAccuracy(forecaster: Forecaster, periods: Periods): Accuracy {
  const actual = new Map<number, number>();
  const points: AccuracyPoint[] = [];
  for (const period of forecaster.periods) {
    const found = forecaster.forecast(period);
    if (found.actual !== null) actual.set(period, found.actual);
    if (found.prediction === null || found.actual === null) continue;
    const baseline = actual.get(period - Math.max(1, forecaster.horizon)) ?? null;
    points.push({ ...found, prediction: found.prediction, actual: found.actual, baseline });
  }
  const length = groupLengths[periods.unit];
  const suffix = periods.unit === "year" ? "0s" : "";
  const partName = ({ trained }: AccuracyPoint): string =>
    trained === null ? "all rows" : trained ? "rows the model learned from" : "other rows";
  return {
    points: points.map(({ period, prediction, actual: value, baseline, trained }) => ({
      ...{ period, prediction, actual: value, baseline, trained },
    })),
    groups: figuresBy(points, ({ period }) => `${period.slice(0, length)}${suffix}`),
    parts: figuresBy(points, partName),
  };
}

function figuresBy(
  points: readonly AccuracyPoint[],
  toName: (point: AccuracyPoint) => string,
): readonly AccuracyFigures[] {
  const groups = new Map<string, AccuracyPoint[]>();
  for (const point of points) {
    const name = toName(point);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [point]);
    else group.push(point);
  }
  return [...groups].map(([name, own]) => figures(name, own));
}

function figures(name: string, points: readonly AccuracyPoint[]): AccuracyFigures {
  const meanSquare = (errors: readonly number[]): number =>
    errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  const mean = points.reduce((sum, { actual }) => sum + actual, 0) / points.length;
  const error = meanSquare(points.map(({ prediction, actual }) => prediction - actual));
  const variance = meanSquare(points.map(({ actual }) => actual - mean));
  const based = points.filter(({ baseline }) => baseline !== null);
  return {
    ...{ name, count: points.length, rmse: Math.sqrt(error) },
    baselineRmse:
      based.length === 0
        ? null
        : Math.sqrt(meanSquare(based.map(({ baseline, actual }) => (baseline ?? actual) - actual))),
    r2: variance > 0 && points.length > 1 ? 1 - error / variance : null,
  };
}
