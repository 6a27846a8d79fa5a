import { defineStep } from "cuaderno";
import type { StepFactory } from "cuaderno/features";

/** Settings of `dampedTrend`. */
export interface DampedTrendSettings {
  /** Number of years over which the mean yearly change is taken: the step reads column `change<window>`. */
  readonly window: number;
  /** Share of the change that is left each year; 0 repeats the last value. */
  readonly damping: number;
  /** Largest possible value; null without a limit. The smallest is 0. */
  readonly maximum: number | null;
}

/**
 * A step that adds `forecast`: the last known value plus its mean yearly change, which fades by `damping` with each of
 * the `ahead` years since then (Gardner's damped trend), clipped to the possible range.
 *
 * @example dampedTrend({ window: 5, damping: 0.9 }).kind // "dampedTrend"
 */
export const dampedTrend: StepFactory<DampedTrendSettings, "forecast"> = defineStep({
  kind: "dampedTrend",
  settings: { window: 5, damping: 0.9, maximum: null } as DampedTrendSettings,
  inputs: ({ window }: DampedTrendSettings) =>
    ({ last: "number", ahead: "number", [`change${window}`]: "number" }) as Readonly<Record<string, "number">>,
  outputs: { forecast: "number" },
  transform: (columns, { settings: { window, damping, maximum } }) => {
    const {
      last = new Float64Array(),
      ahead = [],
      [`change${window}`]: change = [],
    } = columns as Readonly<Record<string, Float64Array>>;
    const forecast = last.map((value, row) => {
      let step = change[row] ?? Number.NaN;
      let next = value;
      for (let year = 0; year < (ahead[row] ?? 0); year++) {
        step *= damping;
        next += step;
      }
      return Math.min(maximum ?? Number.POSITIVE_INFINITY, Math.max(0, next));
    });
    return { forecast };
  },
});
