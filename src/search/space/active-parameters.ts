import type { Parameter, ParameterValue } from "./parameter.js";
import type { Params, Space } from "./space.js";

/** The parameters that exist at a point, those of the chosen branches behind the parameter that chooses. */
export function activeParameters(space: Space, params: Params): readonly (readonly [string, Parameter])[] {
  return Object.entries(space).flatMap(([name, parameter]) => [
    [name, parameter] as const,
    ...activeParameters(activeBranch(parameter, params[name]), params),
  ]);
}

/** Every parameter by name, whether it exists at all points or only in some branch. */
export function flatSpace(space: Space): Space {
  return Object.fromEntries(
    Object.entries(space).flatMap(([name, parameter]) => {
      const branches = parameter.kind === "choice" ? Object.values(parameter.branches ?? {}) : [];
      return [[name, parameter] as const, ...branches.flatMap((branch) => Object.entries(flatSpace(branch)))];
    }),
  );
}

/** A point whose values `drawn` gives, one parameter after the other; it is asked only for those that exist. */
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

/** The parameters that exist because `parameter` has `value`. */
function activeBranch(parameter: Parameter, value: ParameterValue | undefined): Space {
  if (parameter.kind !== "choice" || parameter.branches === undefined || typeof value !== "string") return {};
  return Object.hasOwn(parameter.branches, value) ? (parameter.branches[value] ?? {}) : {};
}
