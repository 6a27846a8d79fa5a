import { stopOnInterrupt } from "../host/stop-on-interrupt.js";
import type { Objective } from "../search/objective.js";
import type { SearchOptions } from "../search/plan-search.js";
import { runSearch } from "../search/run-search.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Study } from "../search/study.js";
import { studyJournal } from "./study-journal.js";

/**
 * Searches the space for the point at which the objective is smallest, and gives the study: every trial and the best.
 *
 * A trial that throws or gives NaN is kept as failed and the search goes on; it fails as a whole when all trials do, or the
 * first `giveUpAfter`. Interrupted by `signal`, or by Ctrl-C where no signal is given, it gives what is done, with
 * `interrupted: true`; `resume` goes on from there. With `storage` the study is kept in a file as it grows, and the same call goes on
 * with it, also after a crash and in several processes at once.
 */
export async function minimize<Searched extends Space>(
  space: Searched,
  objective: Objective<ParamsOf<Searched>>,
  options: SearchOptions<ParamsOf<Searched>> = {},
): Promise<Study<ParamsOf<Searched>>> {
  return await stopOnInterrupt(options.signal, (signal) =>
    runSearch("minimize", space, objective, { ...options, signal }, { now: Date.now, openJournal: studyJournal }),
  );
}
