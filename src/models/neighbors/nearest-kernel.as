// The hot loop of nearest neighbours, in AssemblyScript: trees/kernel/compile.mjs compiles it to nearest-bytes.ts.

/**
 * Writes the rows that may be nearest to one of four queries to `found`, as row x 4 + query, and returns their number. The
 * float32 cells of four rows are next to each other, column after column: 16 bytes per column. `queries` holds for each column
 * the value of each query, four times; `limits` the largest squared distance of each query, four times.
 */
export function scanRows(
  cells: usize, width: usize, first: u32, end: u32, queries: usize, limits: usize, found: usize,
): u32 {
  const start = found;
  const columnBytes = width << 4;
  cells += <usize>(first >> 2) * columnBytes;
  const limitA = v128.load(limits);
  const limitB = v128.load(limits, 16);
  const limitC = v128.load(limits, 32);
  const limitD = v128.load(limits, 48);
  for (let row = first; row < end; row += 4) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let query = queries;
    for (const last = cells + columnBytes; cells < last; cells += 16, query += 64) {
      const values = v128.load(cells);
      let difference = f32x4.sub(values, v128.load(query));
      a = f32x4.add(a, f32x4.mul(difference, difference));
      difference = f32x4.sub(values, v128.load(query, 16));
      b = f32x4.add(b, f32x4.mul(difference, difference));
      difference = f32x4.sub(values, v128.load(query, 32));
      c = f32x4.add(c, f32x4.mul(difference, difference));
      difference = f32x4.sub(values, v128.load(query, 48));
      d = f32x4.add(d, f32x4.mul(difference, difference));
    }
    const isNearA = f32x4.le(a, limitA);
    const isNearB = f32x4.le(b, limitB);
    const isNearC = f32x4.le(c, limitC);
    const isNearD = f32x4.le(d, limitD);
    if (v128.any_true(v128.or(v128.or(isNearA, isNearB), v128.or(isNearC, isNearD)))) {
      found = write(found, row, 0, i32x4.bitmask(isNearA));
      found = write(found, row, 1, i32x4.bitmask(isNearB));
      found = write(found, row, 2, i32x4.bitmask(isNearC));
      found = write(found, row, 3, i32x4.bitmask(isNearD));
    }
  }
  return <u32>((found - start) >> 2);
}

function write(found: usize, row: u32, query: u32, mask: i32): usize {
  for (let lane: u32 = 0; mask != 0; lane++, mask >>= 1) {
    if ((mask & 1) == 0) continue;
    store<u32>(found, ((row + lane) << 2) + query);
    found += 4;
  }
  return found;
}
