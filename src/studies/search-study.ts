import { stopOnInterrupt } from "../host/stop-on-interrupt.js";
import type { Objective } from "../search/objective.js";
import { runSearch } from "../search/run-search.js";
import type { SearchOptions } from "../search/search-options.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Study } from "../search/study.js";
import { openJournal, withStudyName } from "./journals/open-journal.js";
import { recordSearch } from "./record-search.js";
import { showSearchProgress } from "./show-search-progress.js";

/** The study of a search with files, clock, progress and Ctrl-C: what `minimize` and `maximize` share. */
export function searchStudy<Searched extends Space>(
  caller: "minimize" | "maximize",
  space: Searched,
  objective: Objective<ParamsOf<Searched>>,
  options: SearchOptions<ParamsOf<Searched>>,
): Promise<Study<ParamsOf<Searched>>> {
  return recordSearch(caller, options.onTrial, ({ onTrial }) =>
    stopOnInterrupt(options.signal, (signal) =>
      runSearch(
        caller,
        space,
        objective,
        { ...withStudyName(options, caller), signal, onTrial, onProgress: showSearchProgress(options.onProgress) },
        { now: Date.now, openJournal },
      ),
    ),
  );
}
