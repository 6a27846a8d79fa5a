import type { JournalLog } from "./journal/journal-log.js";
import type { Pruner } from "./pruners/pruner.js";
import type { Sampler } from "./samplers/sampler.js";
import type { SearchProgress } from "./search-progress.js";
import type { Params } from "./space/space.js";
import type { Study } from "./study.js";
import type { Direction, Directions, StudyData } from "./study-data.js";
import type { Trial } from "./trial.js";

/** The direction of a single objective, or the directions of several objectives by name. */
export type StudyDirections = Direction | Directions;

/** The settings of a study. */
export interface StudyOptions<Point = Params> {
  /**
   * Suggests the points.
   *
   * @default tpeSampler()
   */
  readonly sampler?: Sampler | undefined;
  /**
   * Ends trials early by the values that they report.
   *
   * @default nopPruner()
   */
  readonly pruner?: Pruner | undefined;
  /**
   * Seed of the sampler.
   *
   * @default 0, or the seed of the resumed study
   */
  readonly seed?: number | undefined;
  /**
   * Whether a point is allowed; the sampler draws again when it is not, up to 1,000 times per trial. It must depend on
   * the point alone.
   */
  readonly constraint?: ((params: Point) => boolean) | undefined;
  /** Points to evaluate first, such as the best known one; missing parameters are sampled at random. */
  readonly enqueue?: readonly Partial<Point>[] | undefined;
  /** A study over the same space to resume; its trials count towards `trials`. */
  readonly resume?: StudyData<Point> | undefined;
  /**
   * Path of a journal file in Optuna's format, to which each trial is written when it starts, reports and ends. An
   * existing study is resumed, by several processes at the same time if you like. For many machines
   * `redis://host:6379/0#name` (Optuna's `JournalRedisBackend`) or `postgres://user@host/database#name`, with the name
   * of the study. Default: in memory only.
   */
  readonly storage?: string | JournalLog | undefined;
  /**
   * Name of the study in its journal.
   *
   * @default "search"
   */
  readonly name?: string | undefined;
}

/** The settings of a search. */
export interface SearchOptions<Point = Params, Progress = Study<Point>> extends StudyOptions<Point> {
  /**
   * Number of trials in the study at the end.
   *
   * @default 50, or all points of a finite sampler
   */
  readonly trials?: number | undefined;
  /**
   * Number of trials that run at the same time. With more than one, the points depend on which trial ends first.
   *
   * @default 1
   */
  readonly concurrency?: number | undefined;
  /** Interrupts the search; the trials so far are returned. */
  readonly signal?: AbortSignal | undefined;
  /** No trial starts after this time; running trials complete. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /**
   * A trial that takes longer fails, and its `signal` is aborted. A synchronous objective cannot be interrupted: run it
   * in `workerObjective`. Default: no limit.
   */
  readonly trialTimeoutMs?: number | undefined;
  /**
   * Number of retries of a failed trial, at the same point, before it counts as failed.
   *
   * @default 0
   */
  readonly retries?: number | undefined;
  /** Called and awaited after each trial, one call at a time. An error in it ends the search. */
  readonly onTrial?: ((trial: Trial<Point>, study: Progress) => void | Promise<void>) | undefined;
  /**
   * Called when the search starts and after each trial, with the number of trials, the best value and the time left.
   */
  readonly onProgress?: ((progress: SearchProgress) => void) | undefined;
  /**
   * The search ends with an error when the first `giveUpAfter` trials have all failed.
   *
   * @default 5
   */
  readonly giveUpAfter?: number | undefined;
}
