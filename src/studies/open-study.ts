import { type OpenStudy, openStudyWith } from "../search/open-study.js";
import type { StudyDirections, StudyOptions } from "../search/plan-search.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import { studyJournal } from "./study-journal.js";

/**
 * A study whose trials you run yourself: `ask` for a point, evaluate it wherever and however you like, `tell` its value. The first
 * argument is "minimize", "maximize", or several goals by name. With `storage`, other processes take part, also by `minimize` or Optuna.
 */
export async function openStudy<Searched extends Space, const Aims extends StudyDirections>(
  directions: Aims,
  space: Searched,
  options: StudyOptions<ParamsOf<Searched>> = {},
): Promise<OpenStudy<ParamsOf<Searched>, Aims>> {
  return await openStudyWith(directions, space, options, { now: Date.now, openJournal: studyJournal });
}
