/** The largest magnitude of values that may be squared: sums of any number of such squares are finite. */
export const largestSquared = 1e100;
