/** A power of two by which the matrix is rescaled so that it stays within the range of doubles. */
const huge = 2 ** 128;

/**
 * The exact probability that the two-sided Kolmogorov-Smirnov statistic of `count` values is at most `x`, by Durbin's
 * matrix as in Marsaglia, Tsang and Wang (2003): n!/n^n times the middle entry of H^n. Time grows with (n x)^3 log n,
 * so use it for small n x.
 *
 * @example durbinCumulative(0.274, 10) // 0.6284796154565
 */
export function durbinCumulative(x: number, count: number): number {
  const middle = Math.ceil(count * x);
  const size = 2 * middle - 1;
  let base = durbinMatrix(size, middle - count * x);
  let baseExponent = 0;
  let power: Float64Array | undefined;
  let exponent = 0;
  const center = (middle - 1) * size + middle - 1;

  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = power === undefined ? base.slice() : multiply(power, base, size);
      exponent += baseExponent;
      if (Math.abs(power[center]) > huge) {
        power = power.map((entry) => entry / huge);
        exponent += 128;
      }
    }
    if (left === 1) break;
    base = multiply(base, base, size);
    baseExponent *= 2;
    if (Math.abs(base[center]) > huge) {
      base = base.map((entry) => entry / huge);
      baseExponent += 128;
    }
  }

  let probability = power?.[center] ?? 0;
  for (let factor = 1; factor <= count; factor++) {
    probability = (probability * factor) / count;
    if (Math.abs(probability) < 1 / huge) {
      probability *= huge;
      exponent -= 128;
    }
  }
  return Math.min(Math.max(probability * 2 ** exponent, 0), 1);
}

function durbinMatrix(size: number, overshoot: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorial = new Float64Array(size + 1).fill(1);
  for (let n = 1; n <= size; n++) inverseFactorial[n] = inverseFactorial[n - 1] / n;
  for (let row = 0; row < size; row++) {
    for (let column = 1; column <= Math.min(row + 1, size - 1); column++) {
      matrix[row * size + column] = inverseFactorial[row - column + 1];
    }
  }
  for (let row = 0; row < size; row++) {
    const edge = (1 - overshoot ** (row + 1)) * inverseFactorial[row + 1];
    matrix[row * size] = edge;
    matrix[(size - 1) * size + (size - 1 - row)] = edge;
  }
  const corner = 1 - 2 * overshoot ** size + Math.max(2 * overshoot - 1, 0) ** size;
  matrix[(size - 1) * size] = corner * inverseFactorial[size];
  return matrix;
}

function multiply(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = left[row * size + inner];
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        const entry = row * size + column;
        product[entry] = product[entry] + factor * right[inner * size + column];
      }
    }
  }
  return product;
}
