/**
 * For each point of the plane the distance to its k-th nearest other point, by the larger of both differences.
 *
 * Points are sorted along the first list and looked at outwards from each, until that list alone is farther away than the k-th so far.
 */
export function nearestRadii(xs: Float64Array, ys: Float64Array, neighbours: number): Float64Array {
  const count = xs.length;
  const order = Int32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => (xs[a] as number) - (xs[b] as number),
  );
  const x = Float64Array.from(order, (row) => xs[row] as number);
  const y = Float64Array.from(order, (row) => ys[row] as number);
  const radii = new Float64Array(count);
  const nearest = new Float64Array(neighbours);
  for (let place = 0; place < count; place++) {
    nearest.fill(Number.POSITIVE_INFINITY);
    const [ownX, ownY] = [x[place] as number, y[place] as number];
    let [below, above] = [place - 1, place + 1];
    for (;;) {
      const downwards = below >= 0 ? ownX - (x[below] as number) : Number.POSITIVE_INFINITY;
      const upwards = above < count ? (x[above] as number) - ownX : Number.POSITIVE_INFINITY;
      const along = Math.min(downwards, upwards);
      if (along >= (nearest[neighbours - 1] as number)) break;
      const other = downwards <= upwards ? below-- : above++;
      insert(nearest, Math.max(along, Math.abs((y[other] as number) - ownY)));
    }
    radii[order[place] as number] = nearest[neighbours - 1] as number;
  }
  return radii;
}

/** Keeps the smallest distances in ascending order. */
function insert(nearest: Float64Array, distance: number): void {
  let place = nearest.length - 1;
  if (distance >= (nearest[place] as number)) return;
  for (; place > 0 && (nearest[place - 1] as number) > distance; place--) nearest[place] = nearest[place - 1] as number;
  nearest[place] = distance;
}
