import { ArgumentError } from "../../core/errors.js";
import { activeParameters } from "../space/active-parameters.js";
import type { Params, Space } from "../space/space.js";
import type { Parameter, ParameterValue } from "../space/space-parameter.js";
import { gridValue } from "./last-on-grid.js";
import { isSingle, nearestAllowed } from "./parameter-scale.js";
import type { Sampler } from "./sampler.js";

/**
 * A sampler of every combination of the values, with the last parameter varying fastest.
 *
 * Choices have all their values, numbers with a step all their steps. Numbers without a step, or on a logarithmic
 * scale, need `points`: the number of evenly spaced values including both bounds, one for all parameters or by name. A
 * search with fewer trials than combinations evaluates only the first ones. Points of earlier trials are skipped.
 *
 * @example gridSampler({ points: 5 }).kind // "grid"
 */
export function gridSampler({
  points,
}: {
  readonly points?: number | Readonly<Record<string, number>> | undefined;
} = {}): Sampler {
  return {
    kind: "grid",
    pointCount: (space) => gridSize(buildGrid(space, points)),
    suggest: ({ space, trials, constraint }) => {
      const grid = buildGrid(space, points);
      const total = gridSize(grid);
      const tried = new Set(trials.map(({ params }) => pointKey(space, params)));
      for (let index = 0; index < total; index++) {
        const params = pointAt(grid, index);
        if (!tried.has(pointKey(space, params)) && (constraint === undefined || constraint(params))) return params;
      }
      return undefined;
    },
  };
}

/** Of one parameter; all are in memory. */
const maxValues = 10_000_000;

/** The values of one parameter, each with the parameters of its branch. */
type GridAxis = readonly Params[];

function buildGrid(space: Space, points: number | Readonly<Record<string, number>> | undefined): readonly GridAxis[] {
  return Object.entries(space).map(([name, parameter]) => {
    const count = typeof points === "object" ? points[name] : points;
    return axisValues(name, parameter, count).flatMap((value) => {
      const branch = parameter.kind === "choice" ? parameter.branches?.[String(value)] : undefined;
      if (branch === undefined) return [{ [name]: value }];
      const grid = buildGrid(branch, points);
      return Array.from({ length: gridSize(grid) }, (_, index) => ({ [name]: value, ...pointAt(grid, index) }));
    });
  });
}

function gridSize(grid: readonly GridAxis[]): number {
  return grid.reduce((product, axis) => product * axis.length, 1);
}

function axisValues(name: string, parameter: Parameter, count: number | undefined): readonly ParameterValue[] {
  if (parameter.kind === "choice") return parameter.choices;
  if (isSingle(parameter)) return [parameter.low];
  const { low, high, step, log } = parameter;
  if (step !== null && !log) {
    const length = Math.round((high - low) / step) + 1;
    if (length > maxValues) {
      throw new ArgumentError(
        `gridSampler: parameter "${name}" has ${length} values, more than ${maxValues}; raise its step, or use tpeSampler()`,
      );
    }
    return Array.from({ length }, (_, index) => gridValue(low, step, index));
  }
  if (count === undefined) {
    throw new ArgumentError(
      `gridSampler: parameter "${name}" has infinitely many values; set its step, or gridSampler({ points: { ${name}: 5 } })`,
    );
  }
  if (!Number.isSafeInteger(count) || count < 2) {
    throw new ArgumentError(
      `gridSampler: points of "${name}": expected an integer >= 2, got ${count}; pass points: 5, or leave it out`,
    );
  }
  const values = Array.from({ length: count }, (_, index) => {
    if (index === 0) return low;
    if (index === count - 1) return high;
    const share = index / (count - 1);
    return nearestAllowed(parameter, log ? low * (high / low) ** share : low + share * (high - low));
  });
  return [...new Set(values)];
}

function pointAt(grid: readonly GridAxis[], index: number): Params {
  const parts: Params[] = [];
  let rest = index;
  for (const axis of grid.toReversed()) {
    parts.push(axis[rest % axis.length] ?? {});
    rest = Math.floor(rest / axis.length);
  }
  return Object.assign({}, ...parts.reverse());
}

function pointKey(space: Space, params: Params): string {
  return JSON.stringify(activeParameters(space, params).map(([name]) => params[name]));
}
