import { cellProgress } from "../host/cell-progress.js";
import type { ParetoStudyData } from "../search/pareto-study.js";
import { searchProgress } from "../search/search-progress.js";
import type { StudyData } from "../search/study-data.js";

/** A listener for the trials of a search that, in a notebook, also shows after a trial how far the search is. */
export function showTrials<EndedTrial, Study>(
  trials: number | undefined,
  onTrial: ((trial: EndedTrial, study: Study) => void | Promise<void>) | undefined,
): ((trial: EndedTrial, study: Study) => void | Promise<void>) | undefined {
  const report = cellProgress();
  if (report === undefined) return onTrial;
  const expected = trials ?? Number.POSITIVE_INFINITY;
  return async (trial, study) => {
    await onTrial?.(trial, study);
    const data = study as StudyData<unknown> | ParetoStudyData<unknown>;
    report(() => searchProgress(data, expected), data.trials.length >= expected);
  };
}
