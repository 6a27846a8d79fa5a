import { cellProgress } from "../host/cell-progress.js";
import { formatSearchProgress, type SearchProgress } from "../search/search-progress.js";

/** The `onProgress` of a search that, in a notebook, also shows the progress below the cell. */
export function showSearchProgress(
  onProgress: ((progress: SearchProgress) => void) | undefined,
): ((progress: SearchProgress) => void) | undefined {
  const report = cellProgress();
  if (report === undefined) return onProgress;
  return (progress) => {
    onProgress?.(progress);
    report(() => formatSearchProgress(progress), progress.ended === progress.trials);
  };
}
