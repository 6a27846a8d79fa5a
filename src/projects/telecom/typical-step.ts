import { defineStep } from "cuaderno";
import type { StepFactory } from "cuaderno/features";

/** Settings of `typicalStep`. */
export interface TypicalStepSettings {
  /** Months of the median change, which is read from the column `step<window>`: 3, 6, 12 or 24. */
  readonly window: number;
  /** Part of that change which is added per month ahead: 0 repeats the last share, 1 continues at the same pace. */
  readonly part: number;
}

/**
 * A step that adds `forecast`: the last known share plus, for each month ahead, a part of the median monthly change;
 * from 0 to 100 %. The median does not follow a single jump, such as a merger or a restated month.
 *
 * @example typicalStep({ window: 12, part: 0.5 }).kind // "typicalStep"
 */
export const typicalStep: StepFactory<TypicalStepSettings, "forecast"> = defineStep({
  kind: "typicalStep",
  settings: { window: 12, part: 1 } as TypicalStepSettings,
  inputs: ({ window }: TypicalStepSettings) =>
    ({ last: "number", ahead: "number", [`step${window}`]: "number" }) as Readonly<Record<string, "number">>,
  outputs: { forecast: "number" },
  transform: (columns, { settings: { window, part } }) => {
    const {
      last = new Float64Array(),
      ahead = [],
      [`step${window}`]: step = [],
    } = columns as Readonly<Record<string, Float64Array>>;
    const add = (value: number, row: number): number => value + part * (step[row] ?? Number.NaN) * (ahead[row] ?? 0);
    return { forecast: last.map((value, row) => Math.min(100, Math.max(0, add(value, row)))) };
  },
});
