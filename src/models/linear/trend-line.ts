import { ArgumentError } from "../../core/errors.js";
import { r2 } from "../metrics/r2.js";

/**
 * The shape of a curve of one variable: a straight `line`; a `polynomial` of a degree; `exponential` b e^(a x) and
 * `power` b x^a, both fitted to the logarithm of y; `robust`, the straight line of Theil and Sen through the median
 * slope, which is robust to outliers.
 */
export type TrendKind = "line" | "polynomial" | "exponential" | "power" | "robust";

export interface TrendLineOptions {
  /** @default "line" */
  readonly kind?: TrendKind | undefined;
  /** Degree of a polynomial, 1 to 10. @default 2 */
  readonly degree?: number | undefined;
}

/** A curve through points. */
export interface TrendLine {
  readonly kind: TrendKind;
  readonly predict: (x: number) => number;
  /** Share of the variance of y that the curve explains at the fitted points. */
  readonly r2: number;
}

/**
 * A curve of one variable through points, to be drawn as a trend, fitted by the package ml-regression. Points with a
 * missing value are ignored. x is scaled to mean 0 and deviation 1 first (for `power` to deviation 1), so years and
 * timestamps do not lose digits.
 *
 * @example (await trendLine([1, 2, 3], [2, 4, 6])).predict(10) // 20
 */
export async function trendLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { kind = "line", degree = 2 }: TrendLineOptions = {},
): Promise<TrendLine> {
  if (x.length !== y.length) {
    throw new ArgumentError(
      `trendLine: expected one y per x (${x.length}), got ${y.length}; give arrays of the same length`,
    );
  }
  if (!Number.isInteger(degree) || degree < 1 || degree > 10) {
    throw new ArgumentError(`trendLine: expected degree to be an integer from 1 to 10, got ${degree}; pass degree: 2`);
  }
  const rows = Array.from({ length: x.length }, (_, row) => row).filter(
    (row) => Number.isFinite(x[row]) && Number.isFinite(y[row]),
  );
  const xs = rows.map((row) => x[row]);
  const ys = rows.map((row) => y[row]);
  const distinct = new Set(xs).size;
  const minimum = kind === "polynomial" ? degree + 1 : 2;
  if (distinct < minimum) {
    throw new ArgumentError(
      `trendLine: expected ${minimum} or more distinct x for a ${kind}, got ${distinct}; add points`,
    );
  }
  checkPositive(kind, xs, ys);
  const mean =
    kind === "power" ? 0 : xs.reduce((total, value) => total + (value - (xs[0] ?? 0)) / xs.length, xs[0] ?? 0);
  const spread = Math.sqrt(xs.reduce((total, value) => total + (value - mean) ** 2, 0) / xs.length);
  const scaled = (value: number): number => (value - mean) / spread;
  const fitted = await fitRegression(kind, xs.map(scaled), ys, degree);
  const predict = (value: number): number => fitted.predict(scaled(value));
  return { kind, predict, r2: r2(ys, xs.map(predict)) };
}

function checkPositive(kind: TrendKind, x: readonly number[], y: readonly number[]): void {
  const low = (values: readonly number[]): number => values.find((value) => value <= 0) ?? Number.NaN;
  const bad = kind === "power" ? low([...x, ...y]) : kind === "exponential" ? low(y) : Number.NaN;
  if (!Number.isNaN(bad)) {
    throw new ArgumentError(`trendLine: expected values > 0 for kind "${kind}", got ${bad}; use polynomial`);
  }
}

async function fitRegression(
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
        `trendLine: expected kind to be "line", "polynomial", "exponential", "power" or "robust", got ${JSON.stringify(kind)}; leave it out for "line"`,
      );
  }
}
