import type { Objective } from "../search/objective.js";
import type { SearchOptions } from "../search/search-options.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import type { Study } from "../search/study.js";
import { searchStudy } from "./search-study.js";

/**
 * Searches the space for the point with the smallest value of the objective; returns the study with all trials and the
 * best one.
 *
 * A trial that throws or returns NaN is recorded as failed and the search continues; it throws when all trials fail, or
 * the first `giveUpAfter`. When interrupted by `signal`, or by Ctrl-C without a signal, it returns the trials so far
 * with `interrupted: true`; continue with `resume`. With `storage` the study is written to a file; the same call
 * resumes it, also after a crash and in several processes at the same time.
 *
 * @example (await minimize({ x: real(-1, 1) }, ({ x }) => x * x, { trials: 100 })).bestValue < 0.01 // true
 */
export async function minimize<Searched extends Space>(
  space: Searched,
  objective: Objective<ParamsOf<Searched>>,
  options: SearchOptions<ParamsOf<Searched>> = {},
): Promise<Study<ParamsOf<Searched>>> {
  return await searchStudy("minimize", space, objective, options);
}
