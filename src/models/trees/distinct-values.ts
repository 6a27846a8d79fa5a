import { mapIntegers } from "../../core/map-numbers.js";
/** The different values of a column, and for few of them where each row's is. */
export interface DistinctValues extends ValueCounts {
  /** For each row the index of its value, `distinct.length` where it is missing; undefined for many values. */
  readonly valueIndices?: Uint8Array | undefined;
}

export interface ValueCounts {
  /** Ascending; missing values are left out. */
  readonly distinct: Float32Array;
  /** How often each occurs. */
  readonly counts: Int32Array;
}

/** The largest key, of missing values. */
export const missingKey: number = 0xffffffff;

/** An integer in the order of the values, from the bits of one that is not missing. */
export function toSortKey(bits: number): number {
  // A negative value has its bits inverted, any other its sign bit set.
  return (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;
}

/** The bits of the value that has a key. */
export function fromSortKey(key: number): number {
  return key >>> 31 === 1 ? key ^ 0x80000000 : ~key;
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
    counts: mapIntegers(order, (number) => counts[number]),
    valueIndices: numbers,
  };
}

function distinctBySorting(values: Float32Array): DistinctValues {
  const keys = sortedKeys(sortKeys(values));
  const distinct = new Float32Array(keys.length);
  const counts = new Int32Array(keys.length);
  const bits = new Int32Array(distinct.buffer);
  let count = 0;
  let last = missingKey;
  for (let position = 0; position < keys.length; position++) {
    const key = keys[position];
    if (key !== last) {
      // Missing values are last.
      if (key === missingKey) break;
      bits[count++] = fromSortKey(key);
      last = key;
    }
    counts[count - 1]++;
  }
  return { distinct: distinct.subarray(0, count), counts: counts.subarray(0, count) };
}

/** Bits of a digit of the radix sort: three digits make the 32 bits of a value. */
const digitBits = 11;
const digitMask = (1 << digitBits) - 1;

/** The values' keys. */
export function sortKeys(values: Float32Array): Uint32Array {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Uint32Array(values.length);
  for (let row = 0; row < keys.length; row++) keys[row] = Number.isNaN(values[row]) ? missingKey : toSortKey(bits[row]);
  return keys;
}

/** Keys in ascending order by a radix sort, a tenth of the time of `Float32Array.sort`; overwrites them. */
export function sortedKeys(unsorted: Uint32Array): Uint32Array {
  let keys: Uint32Array = unsorted;
  let next: Uint32Array = new Uint32Array(keys.length);
  for (const [index, starts] of digitStarts(keys).entries()) {
    moveByDigit(keys, next, digitBits * index, starts);
    [keys, next] = [next, keys];
  }
  return keys;
}

function moveByDigit(keys: Uint32Array, target: Uint32Array, shift: number, starts: Int32Array): void {
  for (let position = 0; position < keys.length; position++) {
    const key = keys[position];
    target[starts[(key >>> shift) & digitMask]++] = key;
  }
}

/** For each digit, the lowest first, where the keys with each of its values begin. */
function digitStarts(keys: Uint32Array): readonly Int32Array[] {
  const [low, middle, high] = [0, 1, 2].map(() => new Int32Array(digitMask + 2));
  for (let position = 0; position < keys.length; position++) {
    const key = keys[position];
    low[(key & digitMask) + 1]++;
    middle[((key >>> digitBits) & digitMask) + 1]++;
    high[(key >>> (2 * digitBits)) + 1]++;
  }
  const all = [low, middle, high];
  for (const starts of all) for (let digit = 1; digit < starts.length; digit++) starts[digit] += starts[digit - 1];
  return all;
}
