// The hot loops of logistic regression, in AssemblyScript: trees/kernel/compile.mjs compiles it to logit-bytes.ts. Columns are one after
// the other, `stride` bytes each. Every sum is taken in the order of javascript-logit-loops.ts, so that both give the same bits.

@inline
function times(coefficients: usize, index: usize, values: v128): v128 {
  return f64x2.mul(v128.load64_splat(coefficients + (index << 3)), values);
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
function addTo(entry: usize, value: f64): void {
  store<f64>(entry, load<f64>(entry) + value);
}

/** Adds residual x column, summed over `rows` rows from `cells` on, to each column's entry of the gradient, then the residuals. */
export function addGradients(gradient: usize, residuals: usize, cells: usize, stride: usize, columns: i32, rows: i32): void {
  const last = residuals + (<usize>rows << 3);
  let column = 0;
  for (; column + 6 <= columns; column += 6, gradient += 48) {
    let ofA: f64 = 0, ofB: f64 = 0, ofC: f64 = 0, ofD: f64 = 0, ofE: f64 = 0, ofF: f64 = 0;
    let a = cells;
    for (let pointer = residuals; pointer < last; pointer += 8, a += 8) {
      const residual = load<f64>(pointer);
      const b = a + stride;
      const c = b + stride;
      const d = c + stride;
      const e = d + stride;
      ofA += residual * load<f64>(a);
      ofB += residual * load<f64>(b);
      ofC += residual * load<f64>(c);
      ofD += residual * load<f64>(d);
      ofE += residual * load<f64>(e);
      ofF += residual * load<f64>(e + stride);
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
    let total: f64 = 0;
    let cell = cells;
    for (let pointer = residuals; pointer < last; pointer += 8, cell += 8) total += load<f64>(pointer) * load<f64>(cell);
    addTo(gradient, total);
  }
  let total: f64 = 0;
  for (let pointer = residuals; pointer < last; pointer += 8) total += load<f64>(pointer);
  addTo(gradient, total);
}

/**
 * Writes the sums of curve x column x other column to the lower triangle of a block: its first entry is at `target`, its lines are
 * `line` bytes apart. Two columns with three others at once.
 */
export function fillCurvature(target: usize, line: usize, curve: usize, scaled: usize, cells: usize, stride: usize, width: i32, rows: i32): void {
  const bytes = <usize>rows << 3;
  for (let column = 0; column < width; column += 2, target += 2 * line) {
    const first = cells + <usize>column * stride;
    const next = column + 1 < width ? first + stride : first;
    for (let at: usize = 0; at < bytes; at += 8) {
      const factor = load<f64>(curve + at);
      store<f64>(scaled + at, factor * load<f64>(first + at));
      store<f64>(scaled + stride + at, factor * load<f64>(next + at));
    }
    const end = min(column + 2, width);
    for (let other = 0; other < end; other += 3) {
      const a = cells + <usize>other * stride;
      const b = other + 1 < end ? a + stride : a;
      const c = other + 2 < end ? b + stride : a;
      let ofA: f64 = 0, ofB: f64 = 0, ofC: f64 = 0, nextA: f64 = 0, nextB: f64 = 0, nextC: f64 = 0;
      for (let at: usize = 0; at < bytes; at += 8) {
        const value = load<f64>(scaled + at);
        const nextValue = load<f64>(scaled + stride + at);
        const cellA = load<f64>(a + at);
        const cellB = load<f64>(b + at);
        const cellC = load<f64>(c + at);
        ofA += value * cellA;
        ofB += value * cellB;
        ofC += value * cellC;
        nextA += nextValue * cellA;
        nextB += nextValue * cellB;
        nextC += nextValue * cellC;
      }
      let entry = target + (<usize>other << 3);
      store3(entry, end - other, ofA, ofB, ofC);
      if (next != first) store3(entry + line, end - other, nextA, nextB, nextC);
    }
  }
}

@inline
function store3(entry: usize, count: i32, a: f64, b: f64, c: f64): void {
  store<f64>(entry, a);
  if (count > 1) store<f64>(entry, b, 8);
  if (count > 2) store<f64>(entry, c, 16);
}
