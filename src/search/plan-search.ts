import { ArgumentError } from "../core/errors.js";
import type { JournalLog } from "./journal/journal-log.js";
import { resumedTrials } from "./journal/resumed-trials.js";
import type { Pruner } from "./pruners/pruner.js";
import { completePoint } from "./samplers/random-sampler.js";
import type { Sampler } from "./samplers/sampler.js";
import { tpeSampler } from "./samplers/tpe-sampler.js";
import { trialRandom } from "./samplers/trial-random.js";
import type { SearchProgress } from "./search-progress.js";
import { allowedPoint } from "./space/allowed-point.js";
import { checkStartPoint } from "./space/check-start-point.js";
import { checkSpace, type Params, type Space } from "./space/space.js";
import type { Study } from "./study.js";
import type { Direction, Directions, StudyData } from "./study-data.js";
import type { Trial } from "./trial.js";
import { waitingTrial } from "./waiting-trial.js";

/** The settings of a study. */
export interface StudyOptions<Point = Params> {
  /**
   * Suggests the points.
   *
   * @default tpeSampler()
   */
  readonly sampler?: Sampler | undefined;
  /** Ends trials early by the values that they report. Default: none. */
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
   * existing study is resumed, by several processes at the same time if you like. Default: in memory only.
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

/** Normalized settings of a study. */
export interface StudyPlan {
  /** The function to name in errors. */
  readonly caller: string;
  readonly direction: Direction;
  /** Undefined for a single objective. */
  readonly directions: Directions | undefined;
  readonly space: Space;
  readonly sampler: Sampler;
  readonly pruner: Pruner | undefined;
  readonly seed: number;
  /** Whether the seed was given and takes precedence over that of a stored study. */
  readonly isSeedGiven: boolean;
  readonly constraint: ((params: Params) => boolean) | undefined;
  readonly startPoints: readonly Readonly<Partial<Params>>[];
  readonly storage: string | JournalLog | undefined;
  readonly name: string;
  /** The first trials of a study in memory. */
  readonly trials: readonly Trial[];
}

/** Normalized settings of a search. */
export interface SearchPlan extends StudyPlan {
  readonly trialLimit: number;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly trialTimeoutMs: number | undefined;
  readonly retries: number;
  readonly onTrial: SearchOptions["onTrial"];
  readonly onProgress: SearchOptions["onProgress"];
  readonly giveUpAfter: number;
}

/** The direction of a single objective, or the directions of several objectives by name. */
export type StudyDirections = Direction | Directions;

/** Normalizes and checks the settings of a study before any trial runs. */
export function planStudy(caller: string, directions: StudyDirections, space: Space, options: StudyOptions): StudyPlan {
  const { sampler = tpeSampler(), seed = options.resume?.seed ?? 0, constraint, enqueue = [], resume } = options;
  checkSpace(space, caller);
  const several = typeof directions === "string" ? undefined : directions;
  const direction = typeof directions === "string" ? directions : (Object.values(directions)[0] ?? "minimize");
  if (several !== undefined) checkDirections(caller, several, options);
  sampler.pointCount(space);
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`${caller}: seed: expected an integer, got ${seed}`);
  if (resume !== undefined && options.storage !== undefined) {
    throw new ArgumentError(`${caller}: resume and storage exclude each other; a stored study is resumed by itself`);
  }
  const trials = resumedTrials(caller, direction, space, seed, resume);
  for (const [index, point] of enqueue.entries()) {
    checkStartPoint(caller, space, point, index);
    if (resume === undefined || !trials.some(({ params }) => agrees(point, params))) {
      trials.push(startTrial({ caller, space, seed, constraint }, trials.length, point));
    }
  }
  return {
    caller,
    direction,
    directions: several,
    space,
    sampler,
    pruner: options.pruner,
    seed,
    isSeedGiven: options.seed !== undefined,
    constraint,
    startPoints: enqueue,
    storage: options.storage,
    name: options.name ?? "search",
    trials,
  };
}

/** Normalizes and checks the settings of a search before any trial runs. */
export function planSearch(
  caller: string,
  directions: StudyDirections,
  space: Space,
  options: SearchOptions,
): SearchPlan {
  const { concurrency = 1, giveUpAfter = 5, retries = 0, timeoutMs, trialTimeoutMs } = options;
  const plan = planStudy(caller, directions, space, options);
  checkCount(caller, "concurrency", concurrency);
  if (options.trials !== undefined) checkCount(caller, "trials", options.trials);
  if (giveUpAfter !== Number.POSITIVE_INFINITY) checkCount(caller, "giveUpAfter", giveUpAfter);
  if (!Number.isSafeInteger(retries) || retries < 0) {
    throw new ArgumentError(`${caller}: retries: expected an integer >= 0, got ${retries}`);
  }
  for (const [name, limit] of Object.entries({ timeoutMs, trialTimeoutMs })) {
    if (limit !== undefined && !(limit > 0))
      throw new ArgumentError(`${caller}: ${name}: expected a number > 0, got ${limit}`);
  }
  const isEndless = !Number.isFinite(plan.sampler.pointCount(space));
  const trialLimit = options.trials ?? (isEndless ? 50 : Number.POSITIVE_INFINITY);
  const { trials } = plan;
  const waiting = trials.filter(({ state }) => state === "waiting").length;
  if (trials.length > trialLimit && waiting > 0) {
    throw new ArgumentError(
      `${caller}: the study has ${trials.length} trials, ${waiting} of them waiting, more than trials: ${trialLimit}; raise trials`,
    );
  }
  return {
    ...plan,
    trialLimit,
    concurrency,
    signal: options.signal,
    timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY,
    trialTimeoutMs,
    retries,
    onTrial: options.onTrial,
    onProgress: options.onProgress,
    giveUpAfter,
  };
}

/** A waiting trial with a start point; missing parameters are sampled. */
export function startTrial(
  { caller, space, seed, constraint }: Pick<StudyPlan, "caller" | "space" | "seed" | "constraint">,
  number: number,
  point: Readonly<Partial<Params>>,
): Trial {
  const random = trialRandom(seed, number);
  const full = completePoint(space, point, random);
  if (constraint === undefined || constraint(full)) return waitingTrial(number, full);
  if (Object.keys(full).every((name) => point[name] !== undefined)) {
    throw new ArgumentError(
      `${caller}: the constraint refuses the start point ${JSON.stringify(point)}; remove or change it`,
    );
  }
  return waitingTrial(
    number,
    allowedPoint({ constraint }, () => completePoint(space, point, random)),
  );
}

/** Whether a point has all the given values. */
export function agrees(point: Readonly<Partial<Params>>, params: Params): boolean {
  return Object.entries(point).every(([name, value]) => params[name] === value);
}

function checkCount(caller: string, name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ArgumentError(`${caller}: ${name}: expected an integer >= 1, got ${count}`);
  }
}

function checkDirections(caller: string, directions: Directions, { pruner, resume }: StudyOptions): void {
  const names = Object.keys(directions);
  const odd = names.find((name) => directions[name] !== "minimize" && directions[name] !== "maximize");
  if (odd !== undefined) {
    throw new ArgumentError(
      `${caller}: objective "${odd}" must be "minimize" or "maximize", got ${String(directions[odd])}`,
    );
  }
  if (names.length < 2) {
    throw new ArgumentError(
      `${caller}: expected at least two objectives, such as { rmse: "minimize", seconds: "minimize" }, got ${names.length}; use minimize or maximize for one`,
    );
  }
  if (pruner !== undefined) {
    throw new ArgumentError(`${caller}: trials with several objectives cannot be pruned; leave out pruner`);
  }
  if (resume !== undefined) {
    throw new ArgumentError(
      `${caller}: a search with several objectives is resumed from its storage; leave out resume`,
    );
  }
}
