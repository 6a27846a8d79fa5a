/** The different values of a column. */
export interface DistinctValues {
  /** Ascending; missing values are left out. */
  readonly distinct: Float32Array;
  /** How often each occurs. */
  readonly counts: Int32Array;
  /** For each row the index of its value, `distinct.length` where it is missing; only where there are few values. */
  readonly valueIndices: Uint8Array | undefined;
}

/** The different values of a column; up to `few` of them, at most 255, without sorting the rows. */
export function distinctValues(values: Float32Array, few: number): DistinctValues {
  return distinctByHashing(values, Math.min(few, 255)) ?? distinctBySorting(values);
}

const slots = 1024;

function distinctByHashing(values: Float32Array, few: number): DistinctValues | undefined {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  // For each slot the number of its value, counted from 1, and the value's bits.
  const known = new Uint16Array(slots);
  const keys = new Int32Array(slots);
  const firsts = new Float32Array(few);
  const numbers = new Uint8Array(values.length);
  const counts = new Int32Array(few + 1);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isNaN(value)) {
      numbers[row] = 255;
      continue;
    }
    const key = bits[row];
    let slot = Math.imul(key, 0x9e3779b1) >>> 22;
    while (known[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (slots - 1);
    if (known[slot] === 0) {
      if (count === few) return undefined;
      firsts[count] = value;
      keys[slot] = key;
      known[slot] = ++count;
    }
    const number = known[slot] - 1;
    numbers[row] = number;
    counts[number] = counts[number] + 1;
  }
  const order = Array.from({ length: count }, (_, number) => number);
  order.sort((a, b) => firsts[a] - firsts[b]);
  const indexOfNumber = new Uint8Array(256).fill(count);
  order.forEach((number, index) => {
    indexOfNumber[number] = index;
  });
  for (let row = 0; row < numbers.length; row++) numbers[row] = indexOfNumber[numbers[row]];
  return {
    distinct: Float32Array.from(order, (number) => firsts[number]),
    counts: Int32Array.from(order, (number) => counts[number]),
    valueIndices: numbers,
  };
}

function distinctBySorting(values: Float32Array): DistinctValues {
  const sorted = values.slice().sort();
  const distinct = new Float32Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let count = 0;
  for (let row = 0; row < sorted.length; row++) {
    const value = sorted[row];
    // Sorting puts missing values last.
    if (Number.isNaN(value)) break;
    if (count === 0 || value !== distinct[count - 1]) distinct[count++] = value;
    counts[count - 1] = counts[count - 1] + 1;
  }
  return { distinct: distinct.subarray(0, count), counts: counts.subarray(0, count), valueIndices: undefined };
}
