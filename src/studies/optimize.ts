import { stopOnInterrupt } from "../host/stop-on-interrupt.js";
import type { Objective } from "../search/objective.js";
import type { ParetoStudy } from "../search/pareto-study.js";
import { type ObjectiveValues, type ParetoOptions, runParetoSearch } from "../search/run-pareto-search.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Directions } from "../search/study-data.js";
import { studyJournal } from "./study-journal.js";

/**
 * Searches the space with several goals at once, `{ rmse: "minimize", seconds: "minimize" }`, and gives the study with its Pareto
 * front: the trials that no other beats. The objective gives a number for each goal, by its name.
 *
 * Failing, interrupting and `storage` are as for `minimize`; trials cannot be pruned.
 */
export async function optimize<Searched extends Space, const Aims extends Directions>(
  directions: Aims,
  space: Searched,
  objective: Objective<ParamsOf<Searched>, ObjectiveValues<Aims>>,
  options: ParetoOptions<ParamsOf<Searched>, keyof Aims & string> = {},
): Promise<ParetoStudy<ParamsOf<Searched>, keyof Aims & string>> {
  return await stopOnInterrupt(options.signal, (signal) =>
    runParetoSearch(directions, space, objective, { ...options, signal }, { now: Date.now, openJournal: studyJournal }),
  );
}
