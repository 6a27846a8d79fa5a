import type { Objective } from "./objective.js";
import { type ParetoStudy, toParetoStudy } from "./pareto-study.js";
import { planSearch, type SearchOptions } from "./plan-search.js";
import { RunningSearch } from "./run-search.js";
import type { ParamsOf, Space } from "./space/space.js";
import type { Directions } from "./study-data.js";
import type { StudyEffects, TrialOutcome } from "./study-session.js";

/** What an objective gives for several goals: a number for each. */
export type ObjectiveValues<Aims extends Directions> = { readonly [Name in keyof Aims & string]: number };

/** How a search with several goals is run: without pruner and resume, which have no meaning there. */
export type ParetoOptions<Point, Name extends string> = Omit<
  SearchOptions<Point, ParetoStudy<Point, Name>>,
  "pruner" | "resume"
>;

/** Runs a search with several goals to its end and gives the study. `optimize` is this with the real clock. */
export async function runParetoSearch<Searched extends Space, Aims extends Directions>(
  directions: Aims,
  space: Searched,
  objective: Objective<ParamsOf<Searched>, ObjectiveValues<Aims>>,
  options: ParetoOptions<ParamsOf<Searched>, keyof Aims & string>,
  effects: StudyEffects,
): Promise<ParetoStudy<ParamsOf<Searched>, keyof Aims & string>> {
  const plan = planSearch("optimize", directions, space, options as unknown as SearchOptions);
  const { sampler } = plan;
  const search = new RunningSearch(plan, objective as unknown as Objective<unknown, unknown>, {
    outcome: (given) => valuesOutcome(directions, given),
    study: (trials, interrupted, seed): unknown =>
      toParetoStudy({ directions, space, sampler: sampler.kind, seed, trials, interrupted }),
  });
  return (await search.run(effects)) as ParetoStudy<ParamsOf<Searched>, keyof Aims & string>;
}

/** What the objective gave for each goal, in their order, or a failure. */
export function valuesOutcome(directions: Directions, given: unknown): TrialOutcome {
  const failed = (message: string): TrialOutcome => ({ state: "failed", value: undefined, message });
  const names = Object.keys(directions);
  if (typeof given !== "object" || given === null) {
    const seen = given === null ? "null" : typeof given;
    return failed(`the objective gave ${seen} where it must give a number for each of ${names.join(", ")}`);
  }
  const values = given as Readonly<Record<string, unknown>>;
  for (const name of new Set([...names, ...Object.keys(values)])) {
    const value = values[name];
    if (!names.includes(name))
      return failed(`the objective gave "${name}", which is none of its goals ${names.join(", ")}`);
    if (typeof value === "number" && !Number.isNaN(value)) continue;
    const seen = typeof value === "number" ? "NaN" : value === undefined ? "nothing" : typeof value;
    return failed(`the objective gave ${seen} for "${name}" where it must give a number`);
  }
  const inOrder = Object.fromEntries(names.map((name) => [name, values[name] as number]));
  return { state: "complete", value: undefined, values: inOrder, message: undefined };
}
