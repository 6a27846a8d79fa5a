/** The directions in which points spread most. */
export interface PrincipalAxes {
  /** Unit vectors, one entry per column, by falling spread. The largest entry of each is positive. */
  readonly axes: readonly Float64Array[];
  /** Singular value of each axis: the length of the points' projections onto it. */
  readonly lengths: readonly number[];
}

/**
 * Singular values and right singular vectors of a matrix given by its columns, which should have mean 0: one-sided Jacobi rotations
 * (Hestenes), which find small values to the same relative precision as large ones.
 */
export function principalAxes(columns: readonly Float64Array[]): PrincipalAxes {
  const work = columns.map((column) => column.slice());
  const turned = columns.map((_, place) => {
    const unit = new Float64Array(columns.length);
    unit[place] = 1;
    return unit;
  });
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let a = 0; a < work.length; a++) {
      for (let b = a + 1; b < work.length; b++) rotated = rotatePair(work, turned, a, b) || rotated;
    }
    if (!rotated) break;
  }
  const found = turned.map((axis, place) => ({ axis, length: Math.sqrt(dot(work[place], work[place])) }));
  found.sort((a, b) => b.length - a.length);
  return { axes: found.map(({ axis }) => facingUp(axis)), lengths: found.map(({ length }) => length) };
}

/** Turns two columns until they stand at right angles; says whether there was anything to turn. */
function rotatePair(work: readonly Float64Array[], turned: readonly Float64Array[], a: number, b: number): boolean {
  const [own, other] = [work[a], work[b]];
  const ownSquares = dot(own, own);
  const otherSquares = dot(other, other);
  const product = dot(own, other);
  if (Math.abs(product) <= 1e-16 * Math.sqrt(ownSquares * otherSquares) || product === 0) return false;
  const slope = (otherSquares - ownSquares) / (2 * product);
  const tangent = (slope >= 0 ? 1 : -1) / (Math.abs(slope) + Math.hypot(1, slope));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (const pair of [work, turned]) turn(pair[a], pair[b], cosine, sine);
  return true;
}

function turn(own: Float64Array | undefined, other: Float64Array | undefined, cosine: number, sine: number): void {
  if (own === undefined || other === undefined) return;
  for (let row = 0; row < own.length; row++) {
    const [x, y] = [own[row], other[row]];
    own[row] = cosine * x - sine * y;
    other[row] = sine * x + cosine * y;
  }
}

function dot(a: Float64Array = new Float64Array(0), b: Float64Array = new Float64Array(0)): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += a[row] * b[row];
  return total;
}

function facingUp(axis: Float64Array): Float64Array {
  let largest = 0;
  for (const value of axis) if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
  return largest < 0 ? axis.map((value) => -value) : axis;
}
