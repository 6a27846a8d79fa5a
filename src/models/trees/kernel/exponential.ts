/**
 * e to the power of x, for x in -700..700, within a few units in the last digit: a power of 2 times a polynomial, in
 * the same steps as the WebAssembly kernel, so both give the same bits in every engine. Faster than `Math.exp`.
 */
export function exponential(x: number): number {
  const power = Math.floor(x * Math.LOG2E + 0.5);
  // The logarithm of 2 in two parts, so the difference does not lose its last digits.
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
  return sum * powersOfTwo[power + 1023];
}

/** 2 to the power of k at index k + 1023, written as bits: exact in every engine. */
const powersOfTwo: Float64Array = new Float64Array(
  Uint32Array.from({ length: 2 * 2047 }, (_, word) => (word % 2 === 1 ? ((word - 1) / 2) << 20 : 0)).buffer,
);
