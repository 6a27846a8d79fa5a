import { choice } from "../search/space/choice.js";
import { integer } from "../search/space/integer.js";
import { real } from "../search/space/real.js";
import type { ChoiceParameter, IntegerParameter, RealParameter } from "../search/space/space-parameter.js";
import { type Study, toStudy } from "../search/study.js";
import type { Trial } from "../search/trial.js";
import { waitingTrial } from "../search/waiting-trial.js";

/** A space with a logarithmic, a stepped and a categorical parameter. */
export const exampleSpace: {
  readonly rate: RealParameter;
  readonly depth: IntegerParameter;
  readonly kind: ChoiceParameter<"a" | 3 | null>;
} = {
  rate: real(0.01, 1, { log: true }),
  depth: integer(1, 9, { step: 2 }),
  kind: choice(["a", null, 3]),
};

export interface ExamplePoint {
  readonly rate: number;
  readonly depth: number;
  readonly kind: "a" | 3 | null;
}

export const examplePoint: ExamplePoint = { rate: 0.1, depth: 3, kind: "a" };

/** A complete trial of one second, changed as given. */
export function exampleTrial(number: number, changes: Partial<Trial<ExamplePoint>>): Trial<ExamplePoint> {
  return {
    ...(waitingTrial(number, { ...examplePoint }) as unknown as Trial<ExamplePoint>),
    state: "complete",
    startedAt: number * 1_000,
    durationMs: 1_000,
    ...changes,
  };
}

/** A study with one trial per change. */
export function exampleStudy(...changes: readonly Partial<Trial<ExamplePoint>>[]): Study<ExamplePoint> {
  const trials = changes.map((change, number) => exampleTrial(number, change));
  return toStudy({ direction: "minimize", space: exampleSpace, sampler: "tpe", seed: 3, trials, interrupted: true });
}
