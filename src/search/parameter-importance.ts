import { mapNumbers } from "../core/map-numbers.js";
import { isSingle, toNumber } from "./samplers/parameter-scale.js";
import { choiceKernels, type Kernels, productMixture, truncatedNormals } from "./samplers/parzen-estimator.js";
import { flatSpace } from "./space/active-parameters.js";
import type { Params } from "./space/space.js";
import type { Parameter } from "./space/space-parameter.js";
import type { Direction, StudyData } from "./study-data.js";
import { type CompleteTrial, isComplete } from "./trial.js";

/**
 * The importance of each parameter for reaching the best tenth of the trials, largest first, with a total of 1:
 * PED-ANOVA (Watanabe et al. 2023), the default of Optuna 5.
 *
 * For each parameter it compares the distribution of the best tenth with that of all trials. Results are stable with 50
 * trials or more. Parameters that some complete trials do not have (those of branches) are left out. With fewer than
 * two complete trials, or equal distributions, all parameters have the same importance.
 *
 * @example parameterImportance({ direction: "minimize", space: { x: real(0, 1) }, trials: [] }).get("x") // 1
 */
export function parameterImportance<Point>(
  study: Pick<StudyData<Point>, "direction" | "space" | "trials">,
): ReadonlyMap<string, number> {
  const parameters = flatSpace(study.space);
  const trials = study.trials.filter(isComplete).filter(({ value }) => Number.isFinite(value));
  const names = Object.keys(parameters).filter((name) => trials.every(({ params }) => name in (params as Params)));
  const best = bestTenth(trials, study.direction);
  const divergences = names.map((name) => {
    const parameter = parameters[name];
    if (parameter === undefined || isSingle(parameter) || trials.length < 2) return 0;
    const numbers = (list: readonly CompleteTrial<Point>[]): number[] =>
      list.map(({ params }) => toNumber(parameter, (params as Params)[name] ?? null));
    return divergence(parameter, numbers(best), numbers(trials));
  });
  const total = divergences.reduce((sum, value) => sum + value, 0);
  const shares = names.map((name, index): [string, number] => [
    name,
    total === 0 ? 1 / names.length : divergences[index] / total,
  ]);
  return new Map(shares.sort((a, b) => b[1] - a[1]));
}

/** The best tenth, rounded up, including ties. */
function bestTenth<Point>(
  trials: readonly CompleteTrial<Point>[],
  direction: Direction,
): readonly CompleteTrial<Point>[] {
  const sign = direction === "minimize" ? 1 : -1;
  const losses = mapNumbers(trials, ({ value }) => sign * value).sort();
  const cutoff = losses[Math.ceil(0.1 * losses.length) - 1] ?? Number.NEGATIVE_INFINITY;
  return trials.filter(({ value }) => sign * value <= cutoff);
}

/** Pearson divergence of the density of the best from that of all, on a grid over the parameter. */
function divergence(parameter: Parameter, best: readonly number[], all: readonly number[]): number {
  const size = gridSize(parameter);
  const density = (numbers: readonly number[]): Float64Array => gridDensity(parameter, size, numbers);
  const bestDensity = density(best);
  return density(all).reduce((sum, local, cell) => sum + local * (bestDensity[cell] / local - 1) ** 2, 0);
}

function gridSize(parameter: Parameter): number {
  if (parameter.kind === "choice") return parameter.choices.length;
  const { kind, low, high, step, log } = parameter;
  if (kind === "integer" && log) return Math.min(Math.ceil(Math.log(high - low + 1) / Math.log(2)) + 1, 50);
  return step === null ? 50 : Math.min(Math.round((high - low) / step) + 1, 50);
}

function gridDensity(parameter: Parameter, size: number, numbers: readonly number[]): Float64Array {
  const counts = new Float64Array(size);
  for (const number of numbers) {
    const cell = gridCell(parameter, size, number);
    counts[cell] = counts[cell] + 1;
  }
  const cells = Float64Array.from(counts.keys()).filter((cell) => counts[cell] > 0);
  const weights = cells.map((cell) => counts[cell]);
  const kernels = parameter.kind === "choice" ? choiceKernels(parameter, cells) : scottKernels(cells, weights, size);
  const estimator = productMixture([kernels], Float64Array.of(...weights, 1));
  const points = Array.from({ length: size }, (_, cell) => Float64Array.of(cell));
  return estimator.logDensity(points).map((log) => Math.exp(log) + 1e-12);
}

function gridCell(parameter: Parameter, size: number, number: number): number {
  if (parameter.kind === "choice") return number;
  const scale = parameter.log ? Math.log : (value: number) => value;
  const width = (scale(parameter.high) - scale(parameter.low)) / (size - 1);
  const cell = Math.ceil((scale(number) - scale(parameter.low)) / width - 0.5);
  return Math.min(Math.max(cell, 0), size - 1);
}

/**
 * Normal kernels at the cells with the bandwidth of Scott's rule, and the prior, a wide kernel over all cells, as the
 * last.
 */
function scottKernels(cells: Float64Array, weights: Float64Array, size: number): Kernels {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = cells.reduce((sum, cell, index) => sum + cell * weights[index], 0) / total;
  const squares = cells.reduce((sum, cell, index) => sum + (cell - mean) ** 2 * weights[index], 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  let running = 0;
  const below = weights.map((weight) => {
    running += weight;
    return running;
  });
  const lower = below.findIndex((count) => count >= Math.floor(total / 4));
  const upper = below.findIndex((count) => count > Math.floor((total * 3) / 4));
  const last = cells.length - 1;
  const spread = cells[upper < 0 ? last : upper] - cells[lower];
  // At least so wide that 90 % of a kernel are in its cell.
  const width = Math.max(1.059 * Math.min(spread / 1.34, deviation) * total ** -0.2, 0.5 / 1.64);
  const kernels = truncatedNormals(
    Float64Array.of(...cells, (size - 1) / 2),
    Float64Array.of(...cells.map(() => width), size),
    -0.5,
    size - 0.5,
  );
  return {
    addLogDensity: (cell, sums) => {
      for (const [kernel, mass] of kernels.logMasses(cell - 0.5, cell + 0.5).entries()) {
        sums[kernel] = sums[kernel] + mass;
      }
    },
    draw: kernels.draw,
  };
}
