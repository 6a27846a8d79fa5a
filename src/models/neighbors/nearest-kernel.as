// The hot loops of nearest neighbours, in AssemblyScript: trees/kernel/compile.mjs compiles it to nearest-bytes.ts.

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
    found = writeNear(found, row, f32x4.le(a, limitA), f32x4.le(b, limitB), f32x4.le(c, limitC), f32x4.le(d, limitD));
  }
  return <u32>((found - start) >> 2);
}

/**
 * As `scanRows`, with half of the squared distance less half of the query's square: the row's half square in `halves` less the product
 * of row and query. That takes two operations per cell instead of three, and is less precise. Eight rows are compared at a time: `first`
 * is a multiple of eight, and cells and halves end with one.
 */
export function scanProducts(
  cells: usize, halves: usize, width: usize, first: u32, end: u32, queries: usize, limits: usize, found: usize,
): u32 {
  const start = found;
  const columnBytes = width << 4;
  cells += <usize>(first >> 2) * columnBytes;
  halves += <usize>(first >> 2) << 4;
  const limitA = v128.load(limits);
  const limitB = v128.load(limits, 16);
  const limitC = v128.load(limits, 32);
  const limitD = v128.load(limits, 48);
  for (let row = first; row < end; row += 8, halves += 32, cells += columnBytes) {
    let a = v128.load(halves);
    let b = a;
    let c = a;
    let d = a;
    let e = v128.load(halves, 16);
    let f = e;
    let g = e;
    let h = e;
    let query = queries;
    for (const last = cells + columnBytes; cells < last; cells += 16, query += 64) {
      const values = v128.load(cells);
      const others = v128.load(cells + columnBytes);
      let factor = v128.load(query);
      a = f32x4.sub(a, f32x4.mul(values, factor));
      e = f32x4.sub(e, f32x4.mul(others, factor));
      factor = v128.load(query, 16);
      b = f32x4.sub(b, f32x4.mul(values, factor));
      f = f32x4.sub(f, f32x4.mul(others, factor));
      factor = v128.load(query, 32);
      c = f32x4.sub(c, f32x4.mul(values, factor));
      g = f32x4.sub(g, f32x4.mul(others, factor));
      factor = v128.load(query, 48);
      d = f32x4.sub(d, f32x4.mul(values, factor));
      h = f32x4.sub(h, f32x4.mul(others, factor));
    }
    found = writeNear(found, row, f32x4.le(a, limitA), f32x4.le(b, limitB), f32x4.le(c, limitC), f32x4.le(d, limitD));
    found = writeNear(found, row + 4, f32x4.le(e, limitA), f32x4.le(f, limitB), f32x4.le(g, limitC), f32x4.le(h, limitD));
  }
  return <u32>((found - start) >> 2);
}

@inline
function writeNear(found: usize, row: u32, a: v128, b: v128, c: v128, d: v128): usize {
  if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) return found;
  found = write(found, row, 0, i32x4.bitmask(a));
  found = write(found, row, 1, i32x4.bitmask(b));
  found = write(found, row, 2, i32x4.bitmask(c));
  return write(found, row, 3, i32x4.bitmask(d));
}

function write(found: usize, row: u32, query: u32, mask: i32): usize {
  for (let lane: u32 = 0; mask != 0; lane++, mask >>= 1) {
    if ((mask & 1) == 0) continue;
    store<u32>(found, ((row + lane) << 2) + query);
    found += 4;
  }
  return found;
}
