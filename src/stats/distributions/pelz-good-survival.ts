/**
 * The probability that the two-sided Kolmogorov-Smirnov statistic of `count` values exceeds `x`, by the expansion of
 * Pelz and Good (1976): 1 - (K0(z) + K1(z) / n^0.5 + K2(z) / n + K3(z) / n^1.5) with z = x sqrt(n), in the form that
 * converges fast for small z.
 */
export function pelzGoodSurvival(x: number, count: number): number {
  const z = x * Math.sqrt(count);
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const p2 = Math.PI ** 2;
  const p4 = p2 * p2;
  const p6 = p4 * p2;
  const sums = [0, 0, 0, 0];
  const evenSums = [0, 0];
  const root = Math.sqrt(2 * Math.PI);

  for (let k = Math.ceil((16 * z) / Math.PI); k >= 1; k--) {
    const odd = (2 * k - 1) ** 2;
    const weight = Math.exp((-p2 * odd) / (8 * z2));
    const terms = [
      1,
      -z2 + (p2 / 4) * odd,
      6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * p2 * odd) / 4 + (p4 * (1 - 2 * z2) * odd ** 2) / 16,
      -30 * z6 -
        90 * z4 * z4 +
        (p2 * (135 * z4 - 96 * z6) * odd) / 4 +
        (p4 * (-60 * z2 + 212 * z4) * odd ** 2) / 16 +
        (p6 * (5 - 30 * z2) * odd ** 3) / 64,
    ];
    for (let order = 0; order < 4; order++) sums[order] = sums[order] + weight * terms[order];

    const evenWeight = k * k * Math.exp((-p2 * k * k) / (2 * z2));
    evenSums[0] = evenSums[0] + evenWeight;
    evenSums[1] = evenSums[1] + evenWeight * (3 * z2 - p2 * k * k);
  }
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = sums;
  const [e2 = 0, e3 = 0] = evenSums;
  const k0 = (root * s0) / z;
  const k1 = (root * s1) / (6 * z4);
  const k2 = (root * s2) / (72 * z6 * z) - (p2 * root * e2) / (36 * z2 * z);
  const k3 = (root * s3) / (6480 * z6 * z4) + (p2 * root * e3) / (216 * z6);
  const survival = 1 - k0 - k1 / Math.sqrt(count) - k2 / count - k3 / count ** 1.5;
  return z < 0.042 ? 1 : Math.min(Math.max(survival, 0), 1);
}
