import { stopOnInterrupt } from "../host/stop-on-interrupt.js";
import type { TuneOptions, Tuning } from "../pipeline/tune-pipeline.js";
import { tunePipeline } from "../pipeline/tune-pipeline.js";
import type { ParamsOf, Space } from "../search/space/space.js";
import { studyJournal } from "./study-journal.js";

/**
 * Searches the settings of a pipeline by cross-validation and fits the best ones on all rows: the study with every trial, the fitted pipeline, and
 * the scores of the baselines on the same folds.
 *
 * A trial fits and scores the pipeline fold by fold and is pruned when it falls behind; a model that stops early watches the fold's test rows.
 */
export async function tune<Searched extends Space>(
  options: TuneOptions<Searched>,
): Promise<Tuning<ParamsOf<Searched>>> {
  return await stopOnInterrupt(options.signal, (signal) =>
    tunePipeline({ ...options, signal }, { now: Date.now, openJournal: studyJournal }),
  );
}
