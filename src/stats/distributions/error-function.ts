/**
 * The error function, accurate to one ulp (rational approximations of FreeBSD's msun).
 *
 * @example erf(0) // 0
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return size < 2 ** -28 ? x + SMALL_GRADIENT * x : x + x * ratio(SMALL_OVER, SMALL_UNDER, x * x);
  if (Number.isNaN(x)) return Number.NaN;
  const value = size < 1.25 ? NEAR_ONE + ratio(NEAR_OVER, NEAR_UNDER, size - 1) : size < 6 ? 1 - tail(size) : 1;
  return x < 0 ? -value : value;
}

/**
 * Complementary error function, 1 - erf(x), accurate for tiny results too.
 *
 * @example erfc(0) // 1
 */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) {
    if (x < 0.25) return 1 - (x + x * ratio(SMALL_OVER, SMALL_UNDER, x * x));
    return 0.5 - (x - 0.5 + x * ratio(SMALL_OVER, SMALL_UNDER, x * x));
  }
  if (Number.isNaN(x)) return Number.NaN;
  if (size < 1.25)
    return x < 0
      ? 1 + NEAR_ONE + ratio(NEAR_OVER, NEAR_UNDER, size - 1)
      : 1 - NEAR_ONE - ratio(NEAR_OVER, NEAR_UNDER, size - 1);
  if (size >= 28) return x < 0 ? 2 : 0;
  return x < 0 ? 2 - tail(size) : tail(size);
}

/** 2 / sqrt(pi) - 1. */
const SMALL_GRADIENT = 0.1283791670955126;
/** erf(1) rounded to single precision. */
const NEAR_ONE = 0.8450629115104675;

// Coefficients of the rational approximations, lowest power first: for x < 0.84375, < 1.25, < 1 / 0.35, and above.
const SMALL_OVER = [
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -2.3763016656650163e-5,
];
const SMALL_UNDER = [
  1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -3.960228278775368e-6,
];
const NEAR_OVER = [
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
  0.035478304325618236, -0.002166375594868791,
];
const NEAR_UNDER = [
  1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
  0.011984499846799107,
];
const TAIL_OVER = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
  -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const TAIL_UNDER = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -0.0604244152148581,
];
const FAR_OVER = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
  -1025.0951316110772, -483.5191916086514,
];
const FAR_UNDER = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
];

/** erfc for 1.25 <= x < 28. The square is split in two so that its exponential does not lose precision. */
function tail(x: number): number {
  const inverse = 1 / (x * x);
  const head = Math.fround(x);
  const correction = x < 1 / 0.35 ? ratio(TAIL_OVER, TAIL_UNDER, inverse) : ratio(FAR_OVER, FAR_UNDER, inverse);
  return (Math.exp(-head * head - 0.5625) * Math.exp((head - x) * (head + x) + correction)) / x;
}

function ratio(over: readonly number[], under: readonly number[], x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) sum = sum * x + coefficients[power];
  return sum;
}
