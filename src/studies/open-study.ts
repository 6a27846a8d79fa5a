import { type OpenStudy, openStudyWith } from "../search/open-study-with.js";
import type { StudyDirections, StudyOptions } from "../search/search-options.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import { openJournal, withStudyName } from "./journals/open-journal.js";

/**
 * A study with an ask-and-tell interface: `ask` for a trial, evaluate it anywhere, `tell` its value. The first argument
 * is "minimize", "maximize", or the directions of several objectives by name. With `storage`, other processes can work
 * on the same study, also with `minimize` or Optuna.
 *
 * @example
 * const study = await openStudy("minimize", { x: real(-1, 1) });
 * const trial = await study.ask();
 * if (trial !== undefined) await study.tell(trial, trial.params.x ** 2);
 * study.study().trials.length // 1
 */
export async function openStudy<Searched extends Space, const Chosen extends StudyDirections>(
  directions: Chosen,
  space: Searched,
  options: StudyOptions<ParamsOf<Searched>> = {},
): Promise<OpenStudy<ParamsOf<Searched>, Chosen>> {
  return await openStudyWith(directions, space, withStudyName(options, "openStudy"), { now: Date.now, openJournal });
}
