import { stopOnInterrupt } from "../host/stop-on-interrupt.js";
import type { Objective } from "../search/objective.js";
import type { ParetoStudy } from "../search/pareto-study.js";
import { type ObjectiveValues, type ParetoOptions, runParetoSearch } from "../search/run-pareto-search.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Directions } from "../search/study-data.js";
import { openJournal, withStudyName } from "./journals/open-journal.js";
import { recordSearch } from "./record-search.js";
import { showSearchProgress } from "./show-search-progress.js";

/**
 * Searches the space with several objectives, `{ rmse: "minimize", seconds: "minimize" }`; returns the study with its
 * Pareto front. The objective function returns a number for each objective, by name.
 *
 * Failures, interruption and `storage` are as in `minimize`; trials cannot be pruned.
 *
 * @example
 * const directions = { rmse: "minimize", seconds: "minimize" } as const;
 * const study = await optimize(directions, { depth: integer(2, 9) }, ({ depth }) => fitAndTime(depth), { trials: 30 });
 * study.front.length // 4
 */
export async function optimize<Searched extends Space, const Chosen extends Directions>(
  directions: Chosen,
  space: Searched,
  objective: Objective<ParamsOf<Searched>, ObjectiveValues<Chosen>>,
  options: ParetoOptions<ParamsOf<Searched>, keyof Chosen & string> = {},
): Promise<ParetoStudy<ParamsOf<Searched>, keyof Chosen & string>> {
  const search = (onTrial: typeof options.onTrial): Promise<ParetoStudy<ParamsOf<Searched>, keyof Chosen & string>> =>
    stopOnInterrupt(options.signal, (signal) =>
      runParetoSearch(
        directions,
        space,
        objective,
        { ...withStudyName(options, "optimize"), signal, onTrial, onProgress: showSearchProgress(options.onProgress) },
        { now: Date.now, openJournal },
      ),
    );
  return await recordSearch("optimize", options.onTrial, ({ onTrial }) => search(onTrial as typeof options.onTrial));
}
