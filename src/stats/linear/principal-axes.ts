/** The principal axes of a matrix. */
export interface PrincipalAxes {
  /** Unit vectors with one entry per column, largest singular value first. The largest entry of each is positive. */
  readonly axes: readonly Float64Array[];
  /** Singular value of each axis: the length of the points' projections onto it. */
  readonly lengths: readonly number[];
}

/**
 * Singular values and right singular vectors of a matrix given by its columns, which should have mean 0. One-sided
 * Jacobi rotations (Hestenes) give small values the same relative precision as large ones.
 *
 * @example principalAxes([Float64Array.of(-1, 1), Float64Array.of(-1, 1)]).lengths // [2, 0]
 */
export function principalAxes(columns: readonly Float64Array[]): PrincipalAxes {
  const work = columns.map((column) => column.slice());
  const vectors = columns.map((_, column) => {
    const unit = new Float64Array(columns.length);
    unit[column] = 1;
    return unit;
  });
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let a = 0; a < work.length; a++) {
      for (let b = a + 1; b < work.length; b++) rotated = rotatePair(work, vectors, a, b) || rotated;
    }
    if (!rotated) break;
  }
  const pairs = vectors.map((axis, column) => ({ axis, length: Math.sqrt(dot(work[column], work[column])) }));
  pairs.sort((a, b) => b.length - a.length);
  return { axes: pairs.map(({ axis }) => makePositive(axis)), lengths: pairs.map(({ length }) => length) };
}

/** Rotates two columns until they are orthogonal; returns whether they were not. */
function rotatePair(work: readonly Float64Array[], vectors: readonly Float64Array[], a: number, b: number): boolean {
  const [left, right] = [work[a], work[b]];
  const leftSquares = dot(left, left);
  const rightSquares = dot(right, right);
  const product = dot(left, right);
  if (Math.abs(product) <= 1e-16 * Math.sqrt(leftSquares * rightSquares) || product === 0) return false;
  const ratio = (rightSquares - leftSquares) / (2 * product);
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (const pair of [work, vectors]) rotate(pair[a], pair[b], cosine, sine);
  return true;
}

function rotate(left: Float64Array | undefined, right: Float64Array | undefined, cosine: number, sine: number): void {
  if (left === undefined || right === undefined) return;
  for (let row = 0; row < left.length; row++) {
    const [x, y] = [left[row], right[row]];
    left[row] = cosine * x - sine * y;
    right[row] = sine * x + cosine * y;
  }
}

function dot(a: Float64Array = new Float64Array(0), b: Float64Array = new Float64Array(0)): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += a[row] * b[row];
  return total;
}

function makePositive(axis: Float64Array): Float64Array {
  let largest = 0;
  for (const value of axis) if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
  return largest < 0 ? axis.map((value) => -value) : axis;
}
