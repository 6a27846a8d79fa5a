import { ArgumentError } from "../core/errors.js";
import { gridValue } from "./last-on-grid.js";
import type { Parameter, ParameterValue } from "./parameter.js";
import { isSingle, nearestAllowed } from "./parameter-scale.js";
import type { Sampler } from "./sampler.js";
import type { Params, Space } from "./space.js";

/**
 * Every combination of the values, once, with the last parameter varying fastest.
 *
 * Choices give all their values, numbers with a step all their steps. A number without a step, or on a logarithmic scale,
 * needs `points`: how many values to take, evenly spread with both bounds among them; one count for all, or one per name.
 * A search of fewer trials than there are combinations sees only the first of them. Points already tried are left out.
 */
export function gridSampler({ points }: { readonly points?: number | Readonly<Record<string, number>> } = {}): Sampler {
  return {
    kind: "grid",
    pointCount: (space) => gridOf(space, points).reduce((product, { values }) => product * values.length, 1),
    suggest: ({ space, trials }) => {
      const grid = gridOf(space, points);
      const total = grid.reduce((product, { values }) => product * values.length, 1);
      const tried = new Set(trials.map(({ params }) => pointKey(space, params)));
      for (let index = 0; index < total; index++) {
        const params = pointAt(grid, index);
        if (!tried.has(pointKey(space, params))) return params;
      }
      return undefined;
    },
  };
}

interface GridAxis {
  readonly name: string;
  readonly values: readonly ParameterValue[];
}

function gridOf(space: Space, points: number | Readonly<Record<string, number>> | undefined): readonly GridAxis[] {
  return Object.entries(space).map(([name, parameter]) => {
    const count = typeof points === "object" ? points[name] : points;
    return { name, values: axisValues(name, parameter, count) };
  });
}

function axisValues(name: string, parameter: Parameter, count: number | undefined): readonly ParameterValue[] {
  if (parameter.kind === "choice") return parameter.choices;
  if (isSingle(parameter)) return [parameter.low];
  const { low, high, step, log } = parameter;
  if (step !== null && !log) {
    return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => gridValue(low, step, index));
  }
  if (count === undefined) {
    throw new ArgumentError(
      `gridSampler: parameter "${name}" has no end of values; give it a step, or say how many with gridSampler({ points: { ${name}: 5 } })`,
    );
  }
  if (!Number.isSafeInteger(count) || count < 2) {
    throw new ArgumentError(`gridSampler: points of "${name}" must be a whole number of at least 2, got ${count}`);
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
  const entries: [string, ParameterValue][] = [];
  let rest = index;
  for (const { name, values } of grid.toReversed()) {
    entries.push([name, values[rest % values.length] ?? null]);
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(entries.reverse());
}

function pointKey(space: Space, params: Params): string {
  return JSON.stringify(Object.keys(space).map((name) => params[name]));
}
