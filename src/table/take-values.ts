/** The values at `rows`, in that order. */
export function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) taken[index] = values[rows[index] as number] as number;
  return taken;
}
