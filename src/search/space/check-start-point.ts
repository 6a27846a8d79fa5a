import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import { allows, describeParameter } from "../samplers/parameter-scale.js";
import { activeParameters, flatSpace } from "./active-parameters.js";
import type { Params, Space } from "./space.js";

/** Refuses a start point with a parameter that the space has not, or a value that it does not allow. */
export function checkStartPoint(caller: string, space: Space, point: Readonly<Partial<Params>>, index: number): void {
  const parameters = flatSpace(space);
  const active = new Set(activeParameters(space, point as Params).map(([name]) => name));
  const place = `${caller}: start point ${index + 1}`;
  for (const [name, value] of Object.entries(point)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined) {
      throw new ArgumentError(
        `${place} sets "${name}", which the space has not${didYouMean(name, Object.keys(parameters))}`,
      );
    }
    if (!allows(parameter, value)) {
      throw new ArgumentError(
        `${place} sets "${name}" to ${JSON.stringify(value)}, the space allows ${describeParameter(parameter)}`,
      );
    }
    if (!active.has(name)) {
      throw new ArgumentError(
        `${place} sets "${name}", which exists only in a branch that the point does not choose; set the choice too, or leave it out`,
      );
    }
  }
}
