import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import { allows, describeParameter } from "../samplers/parameter-scale.js";
import { activeParameters, flatSpace } from "./active-parameters.js";
import type { Params, Space } from "./space.js";

/** Checks that a start point has only parameters and values of the space. */
export function checkStartPoint(caller: string, space: Space, point: Readonly<Partial<Params>>, index: number): void {
  const parameters = flatSpace(space);
  const active = new Set(activeParameters(space, point as Params).map(([name]) => name));
  const start = `${caller}: start point ${index + 1}`;
  for (const [name, value] of Object.entries(point)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined) {
      throw new ArgumentError(`${start} has unknown parameter "${name}"${didYouMean(name, Object.keys(parameters))}`);
    }
    if (!allows(parameter, value)) {
      throw new ArgumentError(
        `${start} has "${name}" ${JSON.stringify(value)}, expected ${describeParameter(parameter)}; fix the start point`,
      );
    }
    if (!active.has(name)) {
      throw new ArgumentError(
        `${start} has "${name}", which exists only in another branch; set the choice of that branch too, or leave it out`,
      );
    }
  }
}
