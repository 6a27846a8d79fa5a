// The hot loops of tree training, in AssemblyScript: compile.mjs compiles it to kernel-bytes.ts. Arguments of type usize are byte
// addresses in the instance's memory. Every sum is taken in the order of javascript-kernel.ts, so that both give the same bits.

/** Rows that are read ahead at a time. */
const touchedRows: usize = 64;

/**
 * Clears the entries of `bundles` bundles and adds the (gradient, hessian) pair of each row to the entry of each of its codes; 16 bytes an
 * entry. `offsets` says where each bundle's entries begin and where those of the last end. The first `wide` bundles have codes of two
 * bytes among those of all bundles, those of row 0 at `words`, the others of one byte, at `bytes`; a row takes `stride` bytes. What it
 * returns has no meaning.
 */
export function fillHistogram(
  histogram: usize, offsets: usize, bundles: i32, wide: i32, words: usize, bytes: usize, stride: usize, rows: usize, start: usize, end: usize,
  pairs: usize, entries: usize,
): u32 {
  const first = load<u32>(offsets);
  const codes = load<u32>(offsets + (<usize>bundles << 2)) - first;
  memory.fill(histogram + (<usize>first << 4), 0, <usize>codes << 4);
  for (let bundle = wide; bundle < bundles; bundle++) {
    store<u32>(entries + (<usize>(bundle - wide) << 2), <u32>(histogram + (<usize>load<u32>(offsets + (<usize>bundle << 2)) << 4)));
  }
  let pointer = rows + (start << 2);
  const last = rows + (end << 2);
  const narrow = bundles - wide;
  let touched: u32 = 0;
  // Rows far apart are not in the cache: many are read first, so that the processor waits for all of them at the same time. With few
  // bundles it is at several rows at once anyway.
  if (bundles >= 12 && end > start && load<u32>(last - 4) - load<u32>(pointer) > <u32>(end - start) << 1) {
    while (pointer < last) {
      const stop = min(pointer + (touchedRows << 2), last);
      touched |= touchRows(pointer, stop, words, bytes, stride, pairs);
      addRows(histogram, entries, wide, narrow, words, bytes, stride, pointer, stop, pairs);
      pointer = stop;
    }
  } else addRows(histogram, entries, wide, narrow, words, bytes, stride, pointer, last, pairs);
  return touched;
}

function touchRows(pointer: usize, stop: usize, words: usize, bytes: usize, stride: usize, pairs: usize): u32 {
  let touched: u32 = 0;
  for (; pointer < stop; pointer += 4) {
    const row = <usize>load<u32>(pointer);
    touched |= load<u8>(words + row * stride) | load<u8>(bytes + row * stride) | load<u8>(pairs + (row << 3));
  }
  return touched;
}

/** Adds two rows at a time, which share the reading of `entries`: where the entries of each narrow bundle begin. */
function addRows(
  histogram: usize, entries: usize, wide: i32, narrow: i32, words: usize, bytes: usize, stride: usize, pointer: usize, stop: usize,
  pairs: usize,
): void {
  const evenWords = (<usize>wide & ~1) << 1;
  const narrowFours = <usize>narrow & ~3;
  while (pointer < stop) {
    const row = <usize>load<u32>(pointer);
    const isLast = pointer + 4 == stop;
    const next = isLast ? row : <usize>load<u32>(pointer, 4);
    const pair = loadPair(pairs, row);
    const nextPair = isLast ? f64x2.splat(0) : loadPair(pairs, next);
    pointer += 8;
    let cell = words + row * stride;
    let nextCell = words + next * stride;
    for (const end = cell + evenWords; cell < end; cell += 4, nextCell += 4) {
      const codes = load<u32>(cell);
      const nextCodes = load<u32>(nextCell);
      add(histogram + ((codes << 4) & 0xffff0), pair);
      add(histogram + ((nextCodes << 4) & 0xffff0), nextPair);
      add(histogram + ((codes >> 12) & 0xffff0), pair);
      add(histogram + ((nextCodes >> 12) & 0xffff0), nextPair);
    }
    if (wide & 1) {
      add(histogram + (<usize>load<u16>(cell) << 4), pair);
      add(histogram + (<usize>load<u16>(nextCell) << 4), nextPair);
    }
    cell = bytes + row * stride;
    nextCell = bytes + next * stride;
    let entry = entries;
    for (const end = cell + narrowFours; cell < end; cell += 4, nextCell += 4, entry += 16) {
      const codes = load<u32>(cell);
      const nextCodes = load<u32>(nextCell);
      addBoth(load<u32>(entry), (codes << 4) & 0xff0, (nextCodes << 4) & 0xff0, pair, nextPair);
      addBoth(load<u32>(entry, 4), (codes >> 4) & 0xff0, (nextCodes >> 4) & 0xff0, pair, nextPair);
      addBoth(load<u32>(entry, 8), (codes >> 12) & 0xff0, (nextCodes >> 12) & 0xff0, pair, nextPair);
      addBoth(load<u32>(entry, 12), (codes >> 20) & 0xff0, (nextCodes >> 20) & 0xff0, pair, nextPair);
    }
    for (const end = cell + (narrow & 3); cell < end; cell++, nextCell++, entry += 4) {
      addBoth(load<u32>(entry), <usize>load<u8>(cell) << 4, <usize>load<u8>(nextCell) << 4, pair, nextPair);
    }
  }
}

@inline
function loadPair(pairs: usize, row: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<u64>(pairs + (row << 3)));
}

@inline
function addBoth(entries: usize, code: usize, nextCode: usize, pair: v128, nextPair: v128): void {
  add(entries + code, pair);
  add(entries + nextCode, nextPair);
}

@inline
function add(entry: usize, pair: v128): void {
  v128.store(entry, f64x2.add(v128.load(entry), pair));
}

/** Subtracts the histogram `child` from `parent`. */
export function subtractHistogram(parent: usize, child: usize, bytes: usize): void {
  for (const last = parent + bytes; parent < last; parent += 16, child += 16) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
  }
}

/** Lists the codes with a hessian, relative to `first`, and returns the address after the list. */
function presentCodes(list: usize, histogram: usize, first: i32, end: i32): usize {
  let entry = histogram + (<usize>first << 4);
  for (let code = 0; code < end - first; code++, entry += 16) {
    store<i32>(list, code);
    list += <usize>(load<f64>(entry, 8) != 0) << 2;
  }
  return list;
}

/** Sums the entries of the listed codes into a column's bins; `histogram` is the entry of the bundle's first code. */
function sumToBins(bins: usize, bytes: usize, histogram: usize, map: usize, list: usize, listEnd: usize): void {
  memory.fill(bins, 0, bytes);
  for (; list < listEnd; list += 4) {
    const code = <usize>load<u32>(list);
    add(bins + (<usize>load<u8>(map + code) << 4), v128.load(histogram + (code << 4)));
  }
}

@inline
function shrink(gradient: f64, alpha: f64): f64 {
  return gradient > alpha ? gradient - alpha : gradient < -alpha ? gradient + alpha : 0;
}

@inline
function pairScore(left: v128, node: v128, lambda: v128, alpha: f64): f64 {
  const right = f64x2.sub(node, left);
  let gradients = v128.shuffle<f64>(left, right, 0, 2);
  const hessians = v128.shuffle<f64>(left, right, 1, 3);
  if (alpha != 0) {
    gradients = f64x2.replace_lane(
      f64x2.splat(shrink(f64x2.extract_lane(gradients, 0), alpha)), 1, shrink(f64x2.extract_lane(gradients, 1), alpha),
    );
  }
  const scores = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, lambda));
  return f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1);
}

/**
 * Searches the columns for the split with the best score above `best`. Of each column `plan` holds eight i32: bundle,
 * first and last code of the bundle, number of bins and of cuts, 1 where values may be missing plus 2 where the bundle's
 * codes are the column's bins, and where its codes' bins begin. Columns come in order; the first of each bundle of
 * several lists the bundle's codes in `list`, up to `positions`.
 * Writes score, left gradient, left hessian, bin and default side to `found`, each as f64, and returns the index of the
 * column in the plan, or -1.
 */
export function findSplit(
  plan: usize, columns: i32, histogram: usize, codeBins: usize, list: usize, positions: usize, bundles: usize, bins: usize, gradient: f64, weight: f64,
  lambda: f64, alpha: f64, minWeight: f64, roundingError: f64, best: f64, found: usize,
): i32 {
  memory.fill(positions, 0, bundles << 2);
  let chosen = -1;
  for (let column = 0; column < columns; column++, plan += 32) {
    const first = load<i32>(plan, 4);
    const flags = load<i32>(plan, 20);
    const entry = histogram + (<usize>first << 4);
    let ofColumn = entry;
    if ((flags & 2) == 0) {
      const listStart = list + (<usize>first << 2);
      const end = positions + (<usize>load<u32>(plan) << 2);
      let listEnd = <usize>load<u32>(end);
      if (listEnd == 0) {
        listEnd = presentCodes(listStart, histogram, first, load<i32>(plan, 8));
        store<u32>(end, <u32>listEnd);
      }
      sumToBins(bins, <usize>load<i32>(plan, 12) << 4, entry, codeBins + <usize>load<u32>(plan, 24), listStart, listEnd);
      ofColumn = bins;
    }
    const cuts = load<i32>(plan, 16);
    const mayMiss = <bool>(flags & 1);
    if (scanColumn(ofColumn, cuts, mayMiss, gradient, weight, lambda, alpha, minWeight, roundingError, best, found)) {
      best = load<f64>(found);
      chosen = column;
    }
  }
  return chosen;
}

/** Scans one column's bins for a split with a score above `best`. */
function scanColumn(
  bins: usize, cutCount: i32, mayMiss: bool, gradient: f64, weight: f64, lambda: f64, alpha: f64, minWeight: f64,
  roundingError: f64, best: f64, found: usize,
): bool {
  const node = f64x2.replace_lane(f64x2.splat(gradient), 1, weight);
  const penalty = f64x2.splat(lambda);
  const missing = v128.load(bins + (<usize>(cutCount + 1) << 4));
  const hasMissing = mayMiss && f64x2.extract_lane(missing, 1) > roundingError;
  let left = f64x2.splat(0);
  let isBetter = false;
  for (let bin = 0; bin < cutCount; bin++, bins += 16) {
    const entry = v128.load(bins);
    if (f64x2.extract_lane(entry, 1) == 0) continue;
    left = f64x2.add(left, entry);
    const leftWeight = f64x2.extract_lane(left, 1);
    if (leftWeight >= minWeight && weight - leftWeight >= minWeight) {
      const score = pairScore(left, node, penalty, alpha);
      if (score > best) {
        best = score;
        isBetter = true;
        write(found, score, left, bin, hasMissing ? false : leftWeight >= weight - leftWeight);
      }
    }
    if (hasMissing) {
      const other = f64x2.add(left, missing);
      const otherWeight = f64x2.extract_lane(other, 1);
      if (otherWeight < minWeight || weight - otherWeight < minWeight) continue;
      const score = pairScore(other, node, penalty, alpha);
      if (score > best) {
        best = score;
        isBetter = true;
        write(found, score, other, bin, true);
      }
    }
  }
  return isBetter;
}

@inline
function write(found: usize, score: f64, left: v128, bin: i32, defaultLeft: bool): void {
  store<f64>(found, score);
  v128.store(found, left, 8);
  store<f64>(found, bin, 24);
  store<f64>(found, <f64><i32>defaultLeft, 32);
}

/**
 * Moves the rows that go left before those that go right, each in their order; returns the index between. The bin of row 0 is at `bins`,
 * that of each next row `stride` bytes further on.
 */
export function partitionRows(
  rows: usize, start: usize, end: usize, bins: usize, stride: usize, goesLeft: usize, spareRows: usize,
): usize {
  let left = rows + (start << 2);
  let right = spareRows;
  const last = rows + (end << 2);
  for (let pointer = left; pointer < last; pointer += 4) {
    const row = load<u32>(pointer);
    store<u32>(left, row);
    store<u32>(right, row);
    const isLeft = <usize>load<u8>(goesLeft + <usize>load<u8>(bins + <usize>row * stride)) << 2;
    left += isLeft;
    right += 4 - isLeft;
  }
  memory.copy(left, spareRows, right - spareRows);
  return (left - rows) >> 2;
}

/** Adds `value` to the score of each row. */
export function addToRows(scores: usize, rows: usize, start: usize, end: usize, value: f32): void {
  const last = rows + (end << 2);
  for (let pointer = rows + (start << 2); pointer < last; pointer += 4) {
    const entry = scores + (<usize>load<u32>(pointer) << 2);
    store<f32>(entry, load<f32>(entry) + value);
  }
}

/** Adds one of two values to the score of each row: that of the side its bin goes to. */
export function addToSides(
  scores: usize, rows: usize, start: usize, end: usize, bins: usize, stride: usize, goesLeft: usize, leftValue: f32, rightValue: f32,
): void {
  const last = rows + (end << 2);
  for (let pointer = rows + (start << 2); pointer < last; pointer += 4) {
    const row = <usize>load<u32>(pointer);
    const entry = scores + (row << 2);
    const isLeft = load<u8>(goesLeft + <usize>load<u8>(bins + row * stride));
    store<f32>(entry, load<f32>(entry) + (isLeft ? leftValue : rightValue));
  }
}

/** The gradients of squared error: score - target. */
export function squaredErrorGradients(pairs: usize, scores: usize, targets: usize, count: usize): void {
  let row: usize = 0;
  for (; row + 1 < count; row += 2) {
    const two = f64x2.promote_low_f32x4(v128.load_zero<u64>(scores + (row << 2)));
    const gradients = f32x4.demote_f64x2_zero(f64x2.sub(two, v128.load(targets + (row << 3))));
    v128.store_lane<u32>(pairs + (row << 3), gradients, 0);
    v128.store_lane<u32>(pairs + (row << 3), gradients, 1, 8);
  }
  if (row < count) {
    store<f32>(pairs + (row << 3), <f32>(<f64>load<f32>(scores + (row << 2)) - load<f64>(targets + (row << 3))));
  }
}

/** e to the power of x within -700..700, by the steps of exponential.ts. */
@inline
function exponential(x: f64): f64 {
  const power = floor(x * 1.4426950408889634 + 0.5);
  const rest = x - power * 0.6931471803691238 - power * 1.9082149292705877e-10;
  let sum = rest * 2.505210838544172e-8 + 2.755731922398589e-7;
  sum = sum * rest + 2.7557319223985893e-6;
  sum = sum * rest + 2.48015873015873e-5;
  sum = sum * rest + 1.984126984126984e-4;
  sum = sum * rest + 1.388888888888889e-3;
  sum = sum * rest + 8.333333333333333e-3;
  sum = sum * rest + 4.1666666666666664e-2;
  sum = sum * rest + 1.6666666666666666e-1;
  sum = sum * rest + 0.5;
  sum = sum * rest + 1;
  sum = sum * rest + 1;
  return sum * reinterpret<f64>((<i64>power + 1023) << 52);
}

/** Gradients and hessians of log loss: p - target and p x (1 - p), with p the probability of the second class. */
export function logisticGradients(pairs: usize, scores: usize, targets: usize, offset: f64, count: usize): void {
  for (let row: usize = 0; row < count; row++) {
    const margin = offset + <f64>load<f32>(scores + (row << 2));
    const probability = 1 / (1 + exponential(max(min(-margin, 700), -700)));
    store<f32>(pairs + (row << 3), <f32>(probability - load<f64>(targets + (row << 3))));
    store<f32>(pairs + (row << 3), <f32>max(probability * (1 - probability), 1e-16), 4);
  }
}

/** Sums gradient, hessian and squared gradient over the rows into three f64. */
export function sumPairs(sums: usize, pairs: usize, rows: usize, count: usize): void {
  let total = f64x2.splat(0);
  let squares: f64 = 0;
  for (const last = rows + (count << 2); rows < last; rows += 4) {
    const pair = f64x2.promote_low_f32x4(v128.load_zero<u64>(pairs + (<usize>load<u32>(rows) << 3)));
    const gradient = f64x2.extract_lane(pair, 0);
    total = f64x2.add(total, pair);
    squares += gradient * gradient;
  }
  v128.store(sums, total);
  store<f64>(sums, squares, 16);
}
