// cuaderno/search: search

export { parallelCoordinatesFigure } from "./search/figures/parallel-coordinates-figure.js";
export { parameterImportanceFigure } from "./search/figures/parameter-importance-figure.js";
export { type ParetoFigureOptions, paretoFrontFigure } from "./search/figures/pareto-front-figure.js";
export type { SearchFigureOptions } from "./search/figures/search-figure-options.js";
export { searchHistoryFigure } from "./search/figures/search-history-figure.js";
export { type SliceFigureOptions, sliceFigure } from "./search/figures/slice-figure.js";
export type { JournalLog } from "./search/journal/journal-log.js";
export { studyFromJournal } from "./search/journal/study-from-journal.js";
export { studyToJournal, trialToJournal } from "./search/journal/study-to-journal.js";
export type { Objective, TrialContext } from "./search/objective.js";
export type { ObjectiveValue, OpenStudy, RunningTrial, StudyResult } from "./search/open-study-with.js";
export { parameterImportance } from "./search/parameter-importance.js";
export type { ParetoStudy, ParetoStudyData, ParetoTrial } from "./search/pareto-study.js";
export type { SearchOptions, StudyDirections, StudyOptions } from "./search/search-options.js";
export { medianPruner } from "./search/pruners/median-pruner.js";
export { nopPruner } from "./search/pruners/nop-pruner.js";
export type { Pruner, PruningTask } from "./search/pruners/pruner.js";
export { successiveHalvingPruner } from "./search/pruners/successive-halving-pruner.js";
export { restoreParetoStudy } from "./search/restore-pareto-study.js";
export { restoreStudy } from "./search/restore-study.js";
export type { ObjectiveValues, ParetoOptions } from "./search/run-pareto-search.js";
export { gridSampler } from "./search/samplers/grid-sampler.js";
export { quasiRandomSampler } from "./search/samplers/quasi-random-sampler.js";
export { randomSampler } from "./search/samplers/random-sampler.js";
export type { Sampler, SamplingTask } from "./search/samplers/sampler.js";
export { tpeSampler } from "./search/samplers/tpe-sampler.js";
export { formatSearchProgress, type SearchProgress, searchProgress } from "./search/search-progress.js";
export { type SliceData, sliceData } from "./search/slice-data.js";
export { choice } from "./search/space/choice.js";
export { integer } from "./search/space/integer.js";
export { oneOf } from "./search/space/one-of.js";
export type {
  BranchParameter,
  ChoiceParameter,
  IntegerParameter,
  Parameter,
  ParameterValue,
  RealParameter,
} from "./search/space/space-parameter.js";
export { real } from "./search/space/real.js";
export type { Params, ParamsOf, Space } from "./search/space/space.js";
export type { Direction, Directions, StudyData } from "./search/study-data.js";
export { type HistoryPoint, studyHistory } from "./search/study-history.js";
export type { Study } from "./search/study.js";
export { TrialPruned } from "./search/trial-pruned.js";
export type { CompleteTrial, IntermediateValue, Trial, TrialState } from "./search/trial.js";
export { postgresJournal } from "./studies/journals/postgres-journal.js";
export { redisJournal } from "./studies/journals/redis-journal.js";
export { type LogSearchProgressOptions, logSearchProgress } from "./studies/log-search-progress.js";
export { maximize } from "./studies/maximize.js";
export { minimize } from "./studies/minimize.js";
export { openStudy } from "./studies/open-study.js";
export { optimize } from "./studies/optimize.js";
export { studyJournal } from "./studies/study-journal.js";
export { trackTrials } from "./studies/track-trials.js";
export { type WorkerObjective, type WorkerObjectiveOptions, workerObjective } from "./studies/worker-objective.js";
