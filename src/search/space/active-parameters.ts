import type { Params, Space } from "./space.js";
import type { Parameter, ParameterValue } from "./space-parameter.js";

/** The parameters that exist at a point, those of a branch after the parameter that selects it. */
export function activeParameters(space: Space, params: Params): readonly (readonly [string, Parameter])[] {
  return Object.entries(space).flatMap(([name, parameter]) => [
    [name, parameter] as const,
    ...activeParameters(activeBranch(parameter, params[name]), params),
  ]);
}

/** All parameters by name, including those of branches. */
export function flatSpace(space: Space): Space {
  return Object.fromEntries(
    Object.entries(space).flatMap(([name, parameter]) => {
      const branches = parameter.kind === "choice" ? Object.values(parameter.branches ?? {}) : [];
      return [[name, parameter] as const, ...branches.flatMap((branch) => Object.entries(flatSpace(branch)))];
    }),
  );
}

/** A point with the values that `drawn` returns; it is called only for parameters that exist. */
export function buildPoint(space: Space, drawn: (name: string, parameter: Parameter) => ParameterValue): Params {
  const point: Record<string, ParameterValue> = {};
  const build = (level: Space): void => {
    for (const [name, parameter] of Object.entries(level)) {
      const value = drawn(name, parameter);
      point[name] = value;
      build(activeBranch(parameter, value));
    }
  };
  build(space);
  return point;
}

/** The parameters of the branch that `value` selects. */
function activeBranch(parameter: Parameter, value: ParameterValue | undefined): Space {
  if (parameter.kind !== "choice" || parameter.branches === undefined || typeof value !== "string") return {};
  return Object.hasOwn(parameter.branches, value) ? (parameter.branches[value] ?? {}) : {};
}
