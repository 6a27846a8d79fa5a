import { mapNumbers } from "../../core/map-numbers.js";
import type { RandomSource } from "../../core/random-source.js";
import type { ChoiceParameter, IntegerParameter, Parameter, RealParameter } from "../space/space-parameter.js";
import { normalLogMass } from "./normal-log-mass.js";
import { nearestAllowed } from "./parameter-scale.js";

/**
 * A density over a space: a mixture of one kernel per observed point and the prior, a wide kernel, as the last.
 * A kernel is a product over the parameters: truncated normal and categorical distributions.
 * Points are arrays with one number per parameter (the index of a choice).
 */
export interface ParzenEstimator {
  /** Log density at each point, for logarithmic parameters with respect to the logarithm. */
  logDensity(points: readonly Float64Array[]): Float64Array;
  /** A point sampled from the density. */
  draw(random: RandomSource): Float64Array;
}

/** The kernels of one parameter. */
export interface Kernels {
  /** Adds the logarithm of every kernel's density at `value` to `sums`. */
  addLogDensity(value: number, sums: Float64Array): void;
  /** A value sampled from the kernel at `index`. */
  draw(index: number, random: RandomSource): number;
}

/** Weights of observations, oldest first: beyond 25 the older ones count less (Optuna's default). */
export function observationWeights(count: number): Float64Array {
  const ramp = count - 25;
  return mapNumbers({ length: count }, (_, index) => {
    if (index >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + (index * (1 - 1 / count)) / (ramp - 1);
  });
}

/**
 * The multivariate Parzen estimator of Optuna 5's TPE with its default settings: prior weight 1, magic clip, no end
 * points. `observations` are in the order of their trials; the prior has weight 1.
 */
export function parzenEstimator(
  parameters: readonly Parameter[],
  observations: readonly Float64Array[],
  { weights = observationWeights(observations.length) }: { readonly weights?: Float64Array | undefined } = {},
): ParzenEstimator {
  const kernels = parameters.map((parameter, index) => {
    const values = new Float64Array(observations.length);
    for (const [trial, row] of observations.entries()) values[trial] = row[index];
    return parameter.kind === "choice" ? choiceKernels(parameter, values) : numericKernels(parameter, values);
  });
  return productMixture(kernels, withLast(weights, 1));
}

/** A mixture of product kernels with `weights`, which need not add up to 1. */
export function productMixture(kernels: readonly Kernels[], weights: Float64Array): ParzenEstimator {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const logShares = shares.map(Math.log);
  return {
    logDensity: (points) => {
      const sums = new Float64Array(shares.length);
      const densities = new Float64Array(points.length);
      for (const [row, point] of points.entries()) {
        sums.set(logShares);
        for (const [index, kernel] of kernels.entries()) kernel.addLogDensity(point[index], sums);
        densities[row] = logSumOfExponentials(sums);
      }
      return densities;
    },
    draw: (random) => {
      const kernel = drawIndex(shares, random);
      return mapNumbers(kernels, (parameter) => parameter.draw(kernel, random));
    },
  };
}

function numericKernels(parameter: RealParameter | IntegerParameter, values: Float64Array): Kernels {
  const { step, log } = parameter;
  const half = (step ?? 0) / 2;
  const scale = log ? Math.log : (value: number) => value;
  const low = scale(parameter.low - half);
  const high = scale(parameter.high + half);
  const observed = values.map(scale);
  const means = withLast(observed, 0.5 * (low + high));
  const deviations = withLast(bandwidths(observed, low, high), high - low);
  const kernels = truncatedNormals(means, deviations, low, high);
  const masses = new Map<number, Float64Array>();
  const massesAt = (value: number): Float64Array => {
    const known = masses.get(value) ?? kernels.logMasses(scale(value - half), scale(value + half));
    masses.set(value, known);
    return known;
  };
  return {
    addLogDensity:
      step === null
        ? (value, sums) => kernels.addLogDensity(scale(value), sums)
        : (value, sums) => addTo(sums, massesAt(value)),
    draw: (index, random) => {
      const drawn = kernels.draw(index, random);
      return nearestAllowed(parameter, log ? Math.exp(drawn) : drawn);
    },
  };
}

/** Normal kernels truncated at `low` and `high`. */
export function truncatedNormals(
  means: Float64Array,
  deviations: Float64Array,
  low: number,
  high: number,
): {
  addLogDensity(value: number, sums: Float64Array): void;
  /** Logarithm of each kernel's mass between two values. */
  logMasses(from: number, to: number): Float64Array;
  draw(index: number, random: RandomSource): number;
} {
  const count = means.length;
  const logInside = new Float64Array(count);
  const logPeak = new Float64Array(count);
  for (let kernel = 0; kernel < count; kernel++) {
    const mean = means[kernel];
    const deviation = deviations[kernel];
    logInside[kernel] = normalLogMass((low - mean) / deviation, (high - mean) / deviation);
    logPeak[kernel] = -Math.log(deviation) - 0.5 * Math.log(2 * Math.PI) - logInside[kernel];
  }
  return {
    addLogDensity: (value, sums) => {
      for (let kernel = 0; kernel < count; kernel++) {
        const distance = (value - means[kernel]) / deviations[kernel];
        const density = value < low || value > high ? Number.NEGATIVE_INFINITY : -0.5 * distance * distance;
        sums[kernel] = sums[kernel] + density + logPeak[kernel];
      }
    },
    logMasses: (from, to) => {
      const masses = new Float64Array(count);
      for (let kernel = 0; kernel < count; kernel++) {
        const mean = means[kernel];
        const deviation = deviations[kernel];
        const mass = normalLogMass((from - mean) / deviation, (to - mean) / deviation);
        masses[kernel] = mass - logInside[kernel];
      }
      return masses;
    },
    draw: (index, random) => {
      // Rejection sampling: means are within the bounds and deviations below their distance, so a third is accepted.
      for (;;) {
        const value = means[index] + deviations[index] * random.normal();
        if (value >= low && value <= high) return value;
      }
    },
  };
}

/** For each observation the larger distance to its neighbors, clipped; the outermost have one neighbor. */
function bandwidths(observed: Float64Array, low: number, high: number): Float64Array {
  const count = observed.length;
  const order = Array.from(observed.keys()).sort((a, b) => observed[a] - observed[b]);
  const at = (rank: number): number => observed[order[rank]];
  const smallest = (high - low) / Math.min(100, 2 + count);
  const widths = new Float64Array(count);
  for (let rank = 0; rank < count; rank++) {
    const isAlone = count === 1;
    const before = rank > 0 ? at(rank) - at(rank - 1) : isAlone ? at(rank) - low : 0;
    const after = rank < count - 1 ? at(rank + 1) - at(rank) : isAlone ? high - at(rank) : 0;
    widths[order[rank]] = Math.min(Math.max(before, after, smallest), high - low);
  }
  return widths;
}

/** Categorical kernels: every choice has an equal share of the prior, the observed choice has 1 more. */
export function choiceKernels({ choices }: ChoiceParameter, observed: Float64Array): Kernels {
  const kernelCount = observed.length + 1;
  const base = 1 / kernelCount;
  const sum = base * choices.length + 1;
  const logOther = Math.log(base / sum);
  const logObserved = Math.log((base + 1) / sum);
  const logPrior = -Math.log(choices.length);
  return {
    addLogDensity: (value, sums) => {
      for (let kernel = 0; kernel < observed.length; kernel++) {
        sums[kernel] = sums[kernel] + (observed[kernel] === value ? logObserved : logOther);
      }
      sums[observed.length] = sums[observed.length] + logPrior;
    },
    draw: (index, random) => {
      const pick = random.uniform();
      if (index === observed.length) return Math.min(Math.floor(pick * choices.length), choices.length - 1);
      // The observed choice has the first part of [0, 1); all choices share the rest evenly.
      const extra = 1 / sum;
      if (pick < extra) return observed[index];
      return Math.min(Math.floor(((pick - extra) / (1 - extra)) * choices.length), choices.length - 1);
    },
  };
}

function addTo(sums: Float64Array, terms: Float64Array): void {
  for (let index = 0; index < sums.length; index++) sums[index] = sums[index] + terms[index];
}

function withLast(values: Float64Array, last: number): Float64Array {
  const all = new Float64Array(values.length + 1);
  all.set(values);
  all[values.length] = last;
  return all;
}

function drawIndex(shares: Float64Array, random: RandomSource): number {
  let rest = random.uniform();
  for (let index = 0; index < shares.length; index++) {
    rest -= shares[index];
    if (rest < 0) return index;
  }
  return shares.length - 1;
}

function logSumOfExponentials(terms: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const term of terms) if (term > largest) largest = term;
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - largest);
  return largest + Math.log(sum);
}
