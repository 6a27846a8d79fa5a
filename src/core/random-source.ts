import { ArgumentError } from "./errors.js";
import { rowNumbers } from "./map-numbers.js";

/** A reproducible stream of random numbers: the same seed gives the same stream on every machine. */
export interface RandomSource {
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** An integer in [0, limit). */
  integer(limit: number): number;
  /** A sample from the standard normal distribution (Marsaglia's polar method). */
  normal(): number;
  /** The integers 0..count-1 in random order (Fisher-Yates). */
  permutation(count: number): Int32Array;
  /** An independent stream; the k-th fork of a source is always the same. */
  fork(): RandomSource;
}

/**
 * A seeded random source: xoshiro128** (Blackman and Vigna, 2018), its state initialized by splitmix32.
 *
 * @throws ArgumentError when the seed is not an integer.
 *
 * @example randomSource(7).integer(10) // 0
 */
export function randomSource(seed: number, caller = "randomSource"): RandomSource {
  if (!Number.isInteger(seed))
    throw new ArgumentError(`${caller}: seed: expected an integer, got ${seed}; pass an integer such as 42`);
  const state = fillState(seed);
  let spare = Number.NaN;

  const source: RandomSource = {
    uniform: () => ((nextWord(state) >>> 5) * 67_108_864 + (nextWord(state) >>> 6)) / 9_007_199_254_740_992,
    integer: (limit) => Math.floor(source.uniform() * limit),
    normal: () => {
      if (!Number.isNaN(spare)) {
        const value = spare;
        spare = Number.NaN;
        return value;
      }
      let u = 0;
      let v = 0;
      let square = 0;
      do {
        u = 2 * source.uniform() - 1;
        v = 2 * source.uniform() - 1;
        square = u * u + v * v;
      } while (square >= 1 || square === 0);
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * scale;
      return u * scale;
    },
    permutation: (count) => {
      const order = rowNumbers(count);
      for (let last = count - 1; last > 0; last--) {
        const other = source.integer(last + 1);
        const previous = order[last] as number;
        order[last] = order[other] as number;
        order[other] = previous;
      }
      return order;
    },
    fork: () => randomSource(nextWord(state) >>> 0),
  };
  return source;
}

function fillState(seed: number): Uint32Array {
  const state = new Uint32Array(4);
  let mixed = (seed ^ Math.floor(seed / 4_294_967_296)) | 0;
  for (let word = 0; word < 4; word++) {
    mixed = (mixed + 0x9e3779b9) | 0;
    let hashed = mixed ^ (mixed >>> 16);
    hashed = Math.imul(hashed, 0x21f0aaad);
    hashed ^= hashed >>> 15;
    hashed = Math.imul(hashed, 0x735a2d97);
    state[word] = hashed ^ (hashed >>> 15);
  }
  return state;
}

function nextWord(state: Uint32Array): number {
  const a = state[0] as number;
  const b = state[1] as number;
  const c = state[2] as number;
  const d = state[3] as number;
  const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
  const shifted = b << 9;
  const nextC = c ^ a;
  const nextD = d ^ b;
  state[1] = b ^ nextC;
  state[0] = a ^ nextD;
  state[2] = nextC ^ shifted;
  state[3] = rotateLeft(nextD, 11);
  return scrambled;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
