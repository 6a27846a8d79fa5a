/** The result of a Nelder-Mead minimization. */
export interface NelderMeadResult {
  readonly point: Float64Array;
  readonly value: number;
  /** False when the limit of evaluations was reached. */
  readonly converged: boolean;
}

/**
 * A local minimum of a function of a few variables, without derivatives: the Nelder-Mead simplex with the usual steps
 * (reflection 1, expansion 2, contraction 1/2, shrinking 1/2), restarted once from its result.
 *
 * It ends when the values and points of the simplex agree to `tolerance`, relative to their size.
 *
 * @example nelderMead(([x = 0]) => (x - 3) ** 2, Float64Array.of(0)).converged // true
 */
export function nelderMead(
  evaluate: (point: Float64Array) => number,
  start: Float64Array,
  {
    step = 0.5,
    tolerance = 1e-10,
    limit = 4000,
  }: {
    readonly step?: number | undefined;
    readonly tolerance?: number | undefined;
    readonly limit?: number | undefined;
  } = {},
): NelderMeadResult {
  if (start.length === 0) return { point: start.slice(), value: evaluate(start), converged: true };
  const first = descend(evaluate, start, step, tolerance, limit);
  return descend(evaluate, first.point, step / 5, tolerance, limit);
}

interface Corner {
  readonly point: Float64Array;
  readonly value: number;
}

function descend(
  evaluate: (point: Float64Array) => number,
  start: Float64Array,
  step: number,
  tolerance: number,
  limit: number,
): NelderMeadResult {
  let evaluations = 0;
  const cornerAt = (point: Float64Array): Corner => {
    evaluations += 1;
    const value = evaluate(point);
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let corners: Corner[] = [cornerAt(start.slice())];
  start.forEach((_, axis) => {
    const moved = start.slice();
    moved[axis] = moved[axis] + step;
    corners.push(cornerAt(moved));
  });
  for (;;) {
    corners.sort((a, b) => a.value - b.value);
    const best = corners[0];
    const worst = corners.at(-1) as Corner;
    const isSmall = corners.every(({ point }) =>
      point.every((value, axis) => {
        const other = best.point[axis];
        return Math.abs(value - other) <= Math.sqrt(tolerance) * (1 + Math.abs(other));
      }),
    );
    const converged = isSmall && worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance);
    if (converged || evaluations >= limit) return { ...best, converged };
    const others = corners.slice(0, -1);
    const center = start.map((_, axis) => others.reduce((sum, { point }) => sum + point[axis], 0) / others.length);
    const along = (factor: number): Corner =>
      cornerAt(center.map((value, axis) => value + factor * (worst.point[axis] - value)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      corners = [...others, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < (others.at(-1) as Corner).value) {
      corners = [...others, reflected];
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      corners =
        contracted.value < Math.min(reflected.value, worst.value)
          ? [...others, contracted]
          : [
              best,
              ...corners.slice(1).map(({ point }) => cornerAt(best.point.map((v, axis) => (v + point[axis]) / 2))),
            ];
    }
  }
}
