// The hot loops of logistic regression, in AssemblyScript: trees/kernel/compile.mjs compiles it to logit-bytes.ts. Columns are one after
// the other, `stride` bytes each. Every sum is taken in the order of javascript-logit-loops.ts, so that both give the same bits.

@inline
function times(coefficients: usize, index: usize, values: v128): v128 {
  return f64x2.mul(v128.load64_splat(coefficients + (index << 3)), values);
}

@inline
function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b));
}

@inline
function lanes(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

@inline
function addTo(entry: usize, sum: v128): void {
  store<f64>(entry, load<f64>(entry) + lanes(sum));
}

/** The sum of `rows` differences from `centre`. */
export function addDifferences(cells: usize, rows: i32, centre: f64): f64 {
  const centres = f64x2.splat(centre);
  const last = cells + (<usize>(rows & ~3) << 3);
  const end = cells + (<usize>rows << 3);
  let a = f64x2.splat(0), b = f64x2.splat(0);
  for (; cells < last; cells += 32) {
    a = f64x2.add(a, f64x2.sub(v128.load(cells), centres));
    b = f64x2.add(b, f64x2.sub(v128.load(cells, 16), centres));
  }
  let total = lanes(a) + lanes(b);
  for (; cells < end; cells += 8) total += load<f64>(cells) - centre;
  return total;
}

/** As `addDifferences`, of their squares. */
export function addSquares(cells: usize, rows: i32, centre: f64): f64 {
  const centres = f64x2.splat(centre);
  const last = cells + (<usize>(rows & ~3) << 3);
  const end = cells + (<usize>rows << 3);
  let a = f64x2.splat(0), b = f64x2.splat(0);
  for (; cells < last; cells += 32) {
    const first = f64x2.sub(v128.load(cells), centres);
    const second = f64x2.sub(v128.load(cells, 16), centres);
    a = addProduct(a, first, first);
    b = addProduct(b, second, second);
  }
  let total = lanes(a) + lanes(b);
  for (; cells < end; cells += 8) {
    const difference = load<f64>(cells) - centre;
    total += difference * difference;
  }
  return total;
}

/** Subtracts `centre` from each cell, multiplies with `factor`, and adds the result's square to the row's sum. */
export function scaleCells(cells: usize, rows: i32, centre: f64, factor: f64, sums: usize): void {
  const end = cells + (<usize>rows << 3);
  const centres = f64x2.splat(centre);
  const factors = f64x2.splat(factor);
  for (; cells < end; cells += 16, sums += 16) {
    const scaled = f64x2.mul(f64x2.sub(v128.load(cells), centres), factors);
    v128.store(cells, scaled);
    v128.store(sums, addProduct(v128.load(sums), scaled, scaled));
  }
}

/** Adds coefficient x column to the scores of `rows` rows, which begin at `cells`; scores have room for an even number. */
export function addColumns(scores: usize, cells: usize, stride: usize, columns: i32, coefficients: usize, rows: i32): void {
  const last = scores + (<usize>rows << 3);
  let column = 0;
  for (; column + 6 <= columns; column += 6, coefficients += 48) {
    let a = cells;
    for (let score = scores; score < last; score += 16, a += 16) {
      const b = a + stride;
      const c = b + stride;
      const d = c + stride;
      const e = d + stride;
      const f = e + stride;
      let sum = f64x2.add(times(coefficients, 0, v128.load(a)), times(coefficients, 1, v128.load(b)));
      let total = f64x2.add(v128.load(score), sum);
      sum = f64x2.add(times(coefficients, 2, v128.load(c)), times(coefficients, 3, v128.load(d)));
      total = f64x2.add(total, sum);
      sum = f64x2.add(times(coefficients, 4, v128.load(e)), times(coefficients, 5, v128.load(f)));
      v128.store(score, f64x2.add(total, sum));
    }
    cells += 6 * stride;
  }
  for (; column < columns; column++, coefficients += 8, cells += stride) {
    let cell = cells;
    for (let score = scores; score < last; score += 16, cell += 16) {
      v128.store(score, f64x2.add(v128.load(score), times(coefficients, 0, v128.load(cell))));
    }
  }
}

@inline
function addTimes(value: v128, factor: v128, summand: f64): v128 {
  return addProduct(f64x2.splat(summand), value, factor);
}

/** Replaces the logits of two classes with weight x (probability - code). */
export function replaceByResiduals(logits: usize, codes: usize, weights: usize, rows: i32): void {
  const last = logits + (<usize>rows << 3);
  const shift = f64x2.splat(6755399441056767);
  for (; logits < last; logits += 16, codes += 8, weights += 16) {
    const power = f64x2.pmax(f64x2.pmin(f64x2.neg(v128.load(logits)), f64x2.splat(708)), f64x2.splat(-708));
    const shifted = f64x2.add(f64x2.mul(power, f64x2.splat(1.4426950408889634)), shift);
    const twos = f64x2.sub(shifted, shift);
    let rest = f64x2.sub(power, f64x2.mul(twos, f64x2.splat(0.693145751953125)));
    rest = f64x2.sub(rest, f64x2.mul(twos, f64x2.splat(1.4286068203094173e-6)));
    const square = f64x2.mul(rest, rest);
    let odd = addTimes(f64x2.splat(1.2617719307481058e-4), square, 0.030299440770744195);
    odd = f64x2.mul(addTimes(odd, square, 1), rest);
    let even = addTimes(f64x2.splat(3.0019850513866446e-6), square, 2.524483403496841e-3);
    even = addTimes(addTimes(even, square, 0.22726554820815503), square, 2);
    const below = f64x2.sub(even, odd);
    const above = f64x2.mul(i64x2.shl(shifted, 52), f64x2.add(even, odd));
    const probability = f64x2.div(below, f64x2.add(below, above));
    const code = f64x2.convert_low_i32x4_s(v128.load64_zero(codes));
    v128.store(logits, f64x2.mul(v128.load(weights), f64x2.sub(probability, code)));
  }
}

/** Adds residual x column, summed over `rows` rows from `cells` on, to each column's entry of the gradient. */
export function addGradients(gradient: usize, residuals: usize, cells: usize, stride: usize, columns: i32, rows: i32): void {
  const last = residuals + (<usize>rows << 3);
  if (rows & 1) store<f64>(last, 0);
  let column = 0;
  for (; column + 6 <= columns; column += 6, gradient += 48) {
    let ofA = f64x2.splat(0), ofB = f64x2.splat(0), ofC = f64x2.splat(0);
    let ofD = f64x2.splat(0), ofE = f64x2.splat(0), ofF = f64x2.splat(0);
    let a = cells;
    for (let pointer = residuals; pointer < last; pointer += 16, a += 16) {
      const residual = v128.load(pointer);
      const b = a + stride;
      const c = b + stride;
      const d = c + stride;
      const e = d + stride;
      ofA = addProduct(ofA, residual, v128.load(a));
      ofB = addProduct(ofB, residual, v128.load(b));
      ofC = addProduct(ofC, residual, v128.load(c));
      ofD = addProduct(ofD, residual, v128.load(d));
      ofE = addProduct(ofE, residual, v128.load(e));
      ofF = addProduct(ofF, residual, v128.load(e + stride));
    }
    addTo(gradient, ofA);
    addTo(gradient + 8, ofB);
    addTo(gradient + 16, ofC);
    addTo(gradient + 24, ofD);
    addTo(gradient + 32, ofE);
    addTo(gradient + 40, ofF);
    cells += 6 * stride;
  }
  for (; column < columns; column++, gradient += 8, cells += stride) {
    let total = f64x2.splat(0);
    let cell = cells;
    for (let pointer = residuals; pointer < last; pointer += 16, cell += 16) {
      total = addProduct(total, v128.load(pointer), v128.load(cell));
    }
    addTo(gradient, total);
  }
}

/**
 * Writes the sums of curve x column x other column to the lower triangle of a block: its first entry is at `target`, its lines are
 * `line` bytes apart. Two columns with three others at once.
 */
export function fillCurvature(target: usize, line: usize, curve: usize, scaled: usize, cells: usize, stride: usize, width: i32): void {
  for (let column = 0; column < width; column += 2, target += 2 * line) {
    const first = cells + <usize>column * stride;
    const next = column + 1 < width ? first + stride : first;
    for (let at: usize = 0; at < stride; at += 16) {
      const factor = v128.load(curve + at);
      v128.store(scaled + at, f64x2.mul(factor, v128.load(first + at)));
      v128.store(scaled + stride + at, f64x2.mul(factor, v128.load(next + at)));
    }
    const end = min(column + 2, width);
    for (let other = 0; other < end; other += 3) {
      const a = cells + <usize>other * stride;
      const b = other + 1 < end ? a + stride : a;
      const c = other + 2 < end ? b + stride : a;
      let ofA = f64x2.splat(0), ofB = f64x2.splat(0), ofC = f64x2.splat(0);
      let nextA = f64x2.splat(0), nextB = f64x2.splat(0), nextC = f64x2.splat(0);
      for (let at: usize = 0; at < stride; at += 16) {
        const value = v128.load(scaled + at);
        const nextValue = v128.load(scaled + stride + at);
        const cellA = v128.load(a + at);
        const cellB = v128.load(b + at);
        const cellC = v128.load(c + at);
        ofA = addProduct(ofA, value, cellA);
        ofB = addProduct(ofB, value, cellB);
        ofC = addProduct(ofC, value, cellC);
        nextA = addProduct(nextA, nextValue, cellA);
        nextB = addProduct(nextB, nextValue, cellB);
        nextC = addProduct(nextC, nextValue, cellC);
      }
      let entry = target + (<usize>other << 3);
      store3(entry, end - other, ofA, ofB, ofC);
      if (next != first) store3(entry + line, end - other, nextA, nextB, nextC);
    }
  }
}

@inline
function store3(entry: usize, count: i32, a: v128, b: v128, c: v128): void {
  store<f64>(entry, lanes(a));
  if (count > 1) store<f64>(entry, lanes(b), 8);
  if (count > 2) store<f64>(entry, lanes(c), 16);
}
