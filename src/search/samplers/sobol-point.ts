/**
 * The point at `index` (0 is the first) of the Sobol sequence in `dimensions` dimensions, as 32-bit integers: divided
 * by 2 ** 32 they are in [0, 1). Direction numbers of Joe and Kuo (2008), order of Antonov and Saleev, as SciPy. At
 * most `sobolDimensions` dimensions.
 *
 * @example sobolPoint(1, 2).map((word) => word / 2 ** 32) // [0.5, 0.5]
 */
export function sobolPoint(index: number, dimensions: number): Float64Array {
  const gray = index ^ (index >>> 1);
  const point = new Float64Array(dimensions);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const directions = directionNumbers(dimension);
    let word = 0;
    for (let bit = 0; bit < 32; bit++) if ((gray >>> bit) & 1) word ^= directions[bit];
    point[dimension] = word >>> 0;
  }
  return point;
}

function directionNumbers(dimension: number): Int32Array {
  const directions = new Int32Array(32);
  const [polynomial, ...first] = dimension === 0 ? [1] : joeAndKuo[dimension - 1];
  const degree = first.length;
  for (let bit = 0; bit < 32; bit++) {
    if (dimension === 0) directions[bit] = 1;
    else if (bit < degree) directions[bit] = first[bit];
    else {
      let word = directions[bit - degree];
      for (let term = 1; term <= degree; term++) {
        if ((polynomial >>> (degree - term)) & 1) word ^= directions[bit - term] << term;
      }
      directions[bit] = word;
    }
  }
  return directions.map((word, bit) => word << (31 - bit));
}

/** For each dimension from the second: the primitive polynomial as bits, then the first direction numbers. */
const joeAndKuo: readonly (readonly number[])[] = [
  [3, 1],
  [7, 1, 3],
  [11, 1, 3, 1],
  [13, 1, 1, 1],
  [19, 1, 1, 3, 3],
  [25, 1, 3, 5, 13],
  [37, 1, 1, 5, 5, 17],
  [41, 1, 1, 5, 5, 5],
  [47, 1, 1, 7, 11, 19],
  [55, 1, 1, 5, 1, 1],
  [59, 1, 1, 1, 3, 11],
  [61, 1, 3, 5, 5, 31],
  [67, 1, 3, 3, 9, 7, 49],
  [91, 1, 1, 1, 15, 21, 21],
  [97, 1, 3, 1, 13, 27, 49],
  [103, 1, 1, 1, 15, 7, 5],
  [109, 1, 3, 1, 15, 13, 25],
  [115, 1, 1, 5, 5, 19, 61],
  [131, 1, 3, 7, 11, 23, 15, 103],
  [137, 1, 3, 7, 13, 13, 15, 69],
  [143, 1, 1, 3, 13, 7, 35, 63],
  [145, 1, 3, 5, 9, 1, 25, 53],
  [157, 1, 3, 1, 13, 9, 35, 107],
  [167, 1, 3, 1, 5, 27, 61, 31],
  [171, 1, 1, 5, 11, 19, 41, 61],
  [185, 1, 3, 5, 3, 3, 13, 69],
  [191, 1, 1, 7, 13, 1, 19, 1],
  [193, 1, 3, 7, 5, 13, 19, 59],
  [203, 1, 1, 3, 9, 25, 29, 41],
  [211, 1, 3, 5, 13, 23, 1, 55],
  [213, 1, 3, 7, 3, 13, 59, 17],
  [229, 1, 3, 1, 3, 5, 53, 69],
  [239, 1, 1, 5, 5, 23, 33, 13],
  [241, 1, 1, 7, 7, 1, 61, 123],
  [247, 1, 1, 7, 9, 13, 61, 49],
  [253, 1, 3, 3, 5, 3, 55, 33],
  [285, 1, 3, 1, 15, 31, 13, 49, 245],
  [299, 1, 3, 5, 15, 31, 59, 63, 97],
  [301, 1, 3, 1, 11, 11, 11, 77, 249],
];

/** Maximum number of dimensions. */
export const sobolDimensions: number = joeAndKuo.length + 1;
