import { ArgumentError } from "../../core/errors.js";
import { r2 } from "../metrics/r2.js";

/**
 * The shape of a curve of one variable: a straight `line`; a `polynomial` of a degree; `exponential` b e^(a x) and `power` b x^a, both fitted to
 * the logarithm of y; `robust`, the straight line of Theil and Sen through the median slope, which a few wild points do not move.
 */
export type TrendKind = "line" | "polynomial" | "exponential" | "power" | "robust";

export interface TrendLineOptions {
  /** Default: `line`. */
  readonly kind?: TrendKind;
  /** Degree of a polynomial, 1 to 10. Default: 2. */
  readonly degree?: number;
}

/** A curve through points. */
export interface TrendLine {
  readonly kind: TrendKind;
  readonly predict: (x: number) => number;
  /** Share of the variance of y that the curve explains on the points it was fitted to. */
  readonly r2: number;
}

/**
 * A curve of one variable through points, to be drawn as a trend, by the package ml-regression. Points with a missing value are left out.
 *
 * x is brought to mean 0 and deviation 1 first (deviation alone for `power`), without which years and times would lose all digits.
 */
export async function trendLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { kind = "line", degree = 2 }: TrendLineOptions = {},
): Promise<TrendLine> {
  if (x.length !== y.length) {
    throw new ArgumentError(`trendLine: ${x.length} x and ${y.length} y; give one y per x`);
  }
  if (!Number.isInteger(degree) || degree < 1 || degree > 10) {
    throw new ArgumentError(`trendLine: degree must be a whole number in 1..10, got ${degree}`);
  }
  const rows = Array.from({ length: x.length }, (_, row) => row).filter(
    (row) => Number.isFinite(x[row]) && Number.isFinite(y[row]),
  );
  const own = rows.map((row) => x[row]);
  const answers = rows.map((row) => y[row]);
  const distinct = new Set(own).size;
  const least = kind === "polynomial" ? degree + 1 : 2;
  if (distinct < least) {
    throw new ArgumentError(`trendLine: ${distinct} different x, a ${kind} needs at least ${least}; give more points`);
  }
  refuseLogarithms(kind, own, answers);
  const mean =
    kind === "power" ? 0 : own.reduce((total, value) => total + (value - (own[0] ?? 0)) / own.length, own[0] ?? 0);
  const spread = Math.sqrt(own.reduce((total, value) => total + (value - mean) ** 2, 0) / own.length);
  const scaled = (value: number): number => (value - mean) / spread;
  const fitted = await regressionOf(kind, own.map(scaled), answers, degree);
  const predict = (value: number): number => fitted.predict(scaled(value));
  return { kind, predict, r2: r2(answers, own.map(predict)) };
}

function refuseLogarithms(kind: TrendKind, x: readonly number[], y: readonly number[]): void {
  const low = (values: readonly number[]): number => values.find((value) => value <= 0) ?? Number.NaN;
  const bad = kind === "power" ? low([...x, ...y]) : kind === "exponential" ? low(y) : Number.NaN;
  if (!Number.isNaN(bad)) {
    throw new ArgumentError(`trendLine: a ${kind} curve needs values above 0, got ${bad}; use polynomial`);
  }
}

async function regressionOf(
  kind: TrendKind,
  x: readonly number[],
  y: readonly number[],
  degree: number,
): Promise<{ predict(x: number): number }> {
  const { default: regressions } = await import("ml-regression");
  switch (kind) {
    case "line":
      return new regressions.SimpleLinearRegression(x, y);
    case "polynomial":
      return new regressions.PolynomialRegression(x, y, degree);
    case "exponential":
      return new regressions.ExponentialRegression(x, y);
    case "power":
      return new regressions.PowerRegression(x, y);
    case "robust":
      return new regressions.TheilSenRegression(x, y);
    default:
      throw new ArgumentError(
        `trendLine: kind must be "line", "polynomial", "exponential", "power" or "robust", got ${JSON.stringify(kind)}`,
      );
  }
}
