import type { Objective } from "./objective.js";
import { type ParetoStudy, toParetoStudy } from "./pareto-study.js";
import { planSearch } from "./plan-search.js";
import { RunningSearch } from "./run-search.js";
import type { SearchOptions } from "./search-options.js";
import type { ParamsOf, Space } from "./space/space.js";
import type { Directions } from "./study-data.js";
import type { StudyEffects, TrialOutcome } from "./study-session.js";

/** The result of an objective function with several objectives: a number for each. */
export type ObjectiveValues<Chosen extends Directions> = { readonly [Name in keyof Chosen & string]: number };

/** The settings of a search with several objectives, which has no pruner and no resume. */
export type ParetoOptions<Point, Name extends string> = Omit<
  SearchOptions<Point, ParetoStudy<Point, Name>>,
  "pruner" | "resume"
>;

/** Implements `optimize` with the clock and files as arguments. */
export async function runParetoSearch<Searched extends Space, Chosen extends Directions>(
  directions: Chosen,
  space: Searched,
  objective: Objective<ParamsOf<Searched>, ObjectiveValues<Chosen>>,
  options: ParetoOptions<ParamsOf<Searched>, keyof Chosen & string>,
  effects: StudyEffects,
): Promise<ParetoStudy<ParamsOf<Searched>, keyof Chosen & string>> {
  const plan = planSearch("optimize", directions, space, options as unknown as SearchOptions);
  const { sampler } = plan;
  const search = new RunningSearch(plan, objective as unknown as Objective<unknown, unknown>, {
    outcome: (result) => valuesOutcome(directions, result),
    study: (trials, interrupted, seed): unknown =>
      toParetoStudy({ directions, space, sampler: sampler.kind, seed, trials, interrupted }),
  });
  return (await search.run(effects)) as ParetoStudy<ParamsOf<Searched>, keyof Chosen & string>;
}

/** The outcome of a trial from the values returned for the objectives, or a failure. */
export function valuesOutcome(directions: Directions, result: unknown): TrialOutcome {
  const failed = (message: string): TrialOutcome => ({ state: "failed", value: undefined, message });
  const names = Object.keys(directions);
  if (typeof result !== "object" || result === null) {
    const seen = result === null ? "null" : typeof result;
    return failed(`the objective returned ${seen}, expected a number for each of ${names.join(", ")}`);
  }
  const values = result as Readonly<Record<string, unknown>>;
  for (const name of new Set([...names, ...Object.keys(values)])) {
    const value = values[name];
    if (!names.includes(name))
      return failed(`the objective returned "${name}", which is not one of ${names.join(", ")}`);
    if (typeof value === "number" && !Number.isNaN(value)) continue;
    const seen = typeof value === "number" ? "NaN" : value === undefined ? "nothing" : typeof value;
    return failed(`the objective returned ${seen} for "${name}", expected a number`);
  }
  const inOrder = Object.fromEntries(names.map((name) => [name, values[name] as number]));
  return { state: "complete", value: undefined, values: inOrder, message: undefined };
}
