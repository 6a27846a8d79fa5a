import { ArgumentError, quantile } from "cuaderno";
import type { FittedSeries, SeriesModel } from "cuaderno/models";

/** How a typical step is found. */
export interface TypicalStepOptions {
  /** Number of changes looked at. Default: 12. */
  readonly window?: number;
  /** The part of the step that is believed, from 0 (nothing changes) to 1. Default: 1. */
  readonly part?: number;
}

/**
 * A series that goes on as it typically went: the last value, and for every step ahead a part of the median of its last `window` changes.
 *
 * The median does not follow single jumps, such as a merger or a restated month, where a mean would carry them on for a year.
 */
export function typicalStep({ window = 12, part = 1 }: TypicalStepOptions = {}): SeriesModel {
  if (!Number.isInteger(window) || window < 1) {
    throw new ArgumentError(`typicalStep: window must be a whole number of at least 1, got ${window}`);
  }
  if (!(part >= 0 && part <= 1)) throw new ArgumentError(`typicalStep: part must lie from 0 to 1, got ${part}`);
  return {
    kind: "typicalStep",
    fit(values) {
      const last = values.at(-1);
      const first = Math.max(1, values.length - window);
      if (last === undefined || values.length < 2) {
        throw new ArgumentError(`typicalStep: at least 2 values are needed, got ${values.length}`);
      }
      const changes = Array.from({ length: values.length - first }, (_, index) => {
        const at = first + index;
        return (values[at] ?? Number.NaN) - (values[at - 1] ?? Number.NaN);
      });
      return fittedTypicalStep(last, part * quantile(changes, 0.5));
    },
  };
}

function fittedTypicalStep(last: number, step: number): FittedSeries {
  return {
    kind: "typicalStep",
    forecast: (steps) => Float64Array.from({ length: steps }, (_, ahead) => last + (ahead + 1) * step),
    toJSON: () => ({ kind: "typicalStep", last, step }),
  };
}
