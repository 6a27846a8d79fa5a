import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TrialContext } from "../search/objective.js";
import type { Pruner } from "../search/pruners/pruner.js";
import { runSearch } from "../search/run-search.js";
import { integer } from "../search/space/integer.js";
import type { Study } from "../search/study.js";
import type { Direction } from "../search/study-data.js";

const golden = JSON.parse(readFileSync(new URL("../search/golden/pruners.json", import.meta.url), "utf8")) as {
  readonly curves: readonly (readonly (number | null)[])[];
  readonly cases: readonly {
    readonly kind: "median" | "successive-halving";
    readonly settings: Readonly<Record<string, number>>;
    readonly direction: Direction;
    readonly every: number;
    readonly endedAt: readonly (number | null)[];
  }[];
};

/** Runs the curves sequentially as trials that report every `every` steps. */
export function runCurves(
  direction: Direction,
  every: number,
  pruner: Pruner,
): Promise<Study<{ readonly curve: number }>> {
  const sign = direction === "minimize" ? 1 : -1;
  const last = golden.curves.length - 1;
  const enqueue = golden.curves.map((_, curve) => ({ curve }));
  const objective = ({ curve }: { readonly curve: number }, { report }: TrialContext): number => {
    const values = (golden.curves[curve] ?? []).map((value) => sign * (value ?? Number.NaN));
    for (let step = 1; step <= values.length; step += every) report(step, values[step - 1] ?? Number.NaN);
    return values.at(-1) ?? Number.NaN;
  };
  const options = { trials: enqueue.length, enqueue, pruner, giveUpAfter: Number.POSITIVE_INFINITY };
  return runSearch(direction, { curve: integer(0, last) }, objective, options, { now: () => 0 });
}

/** Prunes the same trials at the same steps as Optuna's pruner. */
export function prunerContract(
  kind: "median" | "successive-halving",
  create: (settings: Readonly<Record<string, number>>) => Pruner,
): void {
  describe(`every pruner: ${kind}`, () => {
    it.each(golden.cases.filter((each) => each.kind === kind))(
      "prunes the same trials as Optuna at the same steps: $settings $direction, every $every",
      async ({ settings, direction, every, endedAt }) => {
        const pruner = create(settings);
        expect(pruner.kind).toBe(kind);
        const { trials } = await runCurves(direction, every, pruner);
        const ends = trials.map(({ state, intermediate }) => (state === "pruned" ? intermediate.at(-1)?.step : null));
        expect(ends).toEqual(endedAt);
      },
    );
  });
}
