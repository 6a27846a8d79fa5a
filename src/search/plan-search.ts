import { ArgumentError } from "../core/errors.js";
import type { JournalLog } from "./journal/journal-log.js";
import { resumedTrials } from "./journal/resumed-trials.js";
import type { Pruner } from "./pruners/pruner.js";
import { completePoint } from "./samplers/random-sampler.js";
import type { Sampler } from "./samplers/sampler.js";
import { tpeSampler } from "./samplers/tpe-sampler.js";
import { trialRandom } from "./samplers/trial-random.js";
import { allowedPoint } from "./space/allowed-point.js";
import { checkStartPoint } from "./space/check-start-point.js";
import { checkSpace, type Params, type Space } from "./space/space.js";
import type { Study } from "./study.js";
import type { Direction, Directions, StudyData } from "./study-data.js";
import type { Trial } from "./trial.js";
import { waitingTrial } from "./waiting-trial.js";

/** What a study is made of, however its trials are run. */
export interface StudyOptions<Point = Params> {
  /** Chooses the points; default `tpeSampler()`. */
  readonly sampler?: Sampler;
  /** Ends trials early by the values they report; default none. */
  readonly pruner?: Pruner;
  /** The same seed gives the same points; default 0, or that of the study to go on from. */
  readonly seed?: number;
  /**
   * Says whether a point may be tried. A point that may not is never run: the sampler draws anew, up to a thousand times for one
   * trial. It must depend on the point alone.
   */
  readonly constraint?: (params: Point) => boolean;
  /** Points to begin with, such as the best one known; parameters left out are drawn at random. */
  readonly enqueue?: readonly Partial<Point>[];
  /** A study over the same space to go on from; `trials` counts its trials too. */
  readonly resume?: StudyData<Point>;
  /**
   * Path of a journal file in which the study is kept, in Optuna's format: each trial as it begins, reports and ends. A study that is
   * there already is gone on with; several processes may do so at the same time. Default: the study is in memory only.
   */
  readonly storage?: string | JournalLog;
  /** Name of the study in its journal; default "search". */
  readonly name?: string;
}

/** How a search is run. */
export interface SearchOptions<Point = Params, Progress = Study<Point>> extends StudyOptions<Point> {
  /** Trials in the study when it ends; default 50, or all the points of a sampler that has an end. */
  readonly trials?: number;
  /** Trials under way at the same time; default 1. More than one makes the points depend on which trial ends first. */
  readonly concurrency?: number;
  /** Ends the search early; what is done is kept. */
  readonly signal?: AbortSignal;
  /** No trial begins after this time; those under way end. */
  readonly timeoutMs?: number;
  /**
   * A trial that takes longer has failed, and its `signal` ends. An objective that computes without ever awaiting cannot be
   * interrupted: run it in `workerObjective`. Default no limit.
   */
  readonly trialTimeoutMs?: number;
  /** How often a trial that failed is tried again, at the same point, before it counts as failed; default 0. */
  readonly retries?: number;
  /** Called after each trial, one call at a time, and waited for. What it throws ends the search. */
  readonly onTrial?: (trial: Trial<Point>, study: Progress) => void | Promise<void>;
  /** The search ends with an error when this many first trials have all failed; default 5. */
  readonly giveUpAfter?: number;
}

/** A study that is sound: every setting given, every start point checked. */
export interface StudyPlan {
  /** Who is named in errors. */
  readonly caller: string;
  readonly direction: Direction;
  /** Undefined with one objective. */
  readonly directions: Directions | undefined;
  readonly space: Space;
  readonly sampler: Sampler;
  readonly pruner: Pruner | undefined;
  readonly seed: number;
  /** Whether the seed was given, and so goes before that of a stored study. */
  readonly isSeedGiven: boolean;
  readonly constraint: ((params: Params) => boolean) | undefined;
  readonly startPoints: readonly Readonly<Partial<Params>>[];
  readonly storage: string | JournalLog | undefined;
  readonly name: string;
  /** What a study in memory begins with. */
  readonly trials: readonly Trial[];
}

/** A search that is sound. */
export interface SearchPlan extends StudyPlan {
  readonly trialLimit: number;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly trialTimeoutMs: number | undefined;
  readonly retries: number;
  readonly onTrial: SearchOptions["onTrial"];
  readonly giveUpAfter: number;
}

/** What a study is to find: the direction of its one objective, or the objectives of several. */
export type StudyDirections = Direction | Directions;

/** Settles all settings of a study, or refuses before anything has run. */
export function planStudy(caller: string, directions: StudyDirections, space: Space, options: StudyOptions): StudyPlan {
  const { sampler = tpeSampler(), seed = options.resume?.seed ?? 0, constraint, enqueue = [], resume } = options;
  checkSpace(space, caller);
  const several = typeof directions === "string" ? undefined : directions;
  const direction = typeof directions === "string" ? directions : (Object.values(directions)[0] ?? "minimize");
  if (several !== undefined) checkDirections(caller, several, options);
  sampler.pointCount(space);
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`${caller}: seed must be a whole number, got ${seed}`);
  if (resume !== undefined && options.storage !== undefined) {
    throw new ArgumentError(`${caller}: a stored study goes on by itself; leave out resume or storage`);
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

/** Settles all settings of a search, or refuses before anything has run. */
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
    throw new ArgumentError(`${caller}: retries must be a whole number of at least 0, got ${retries}`);
  }
  for (const [name, limit] of Object.entries({ timeoutMs, trialTimeoutMs })) {
    if (limit !== undefined && !(limit > 0))
      throw new ArgumentError(`${caller}: ${name} must be above 0, got ${limit}`);
  }
  const isEndless = !Number.isFinite(plan.sampler.pointCount(space));
  const trialLimit = options.trials ?? (isEndless ? 50 : Number.POSITIVE_INFINITY);
  const { trials } = plan;
  const waiting = trials.filter(({ state }) => state === "waiting").length;
  if (trials.length > trialLimit && waiting > 0) {
    throw new ArgumentError(
      `${caller}: ${trials.length} trials are there already, ${waiting} of them waiting as start points, more than trials: ${trialLimit}; raise trials`,
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
    giveUpAfter,
  };
}

/** A trial that waits with a start point, what the point lacks being drawn. */
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
      `${caller}: the constraint refuses the start point ${JSON.stringify(point)}; leave it out or change it`,
    );
  }
  return waitingTrial(
    number,
    allowedPoint({ constraint }, () => completePoint(space, point, random)),
  );
}

/** Whether a point has all the values given. */
export function agrees(point: Readonly<Partial<Params>>, params: Params): boolean {
  return Object.entries(point).every(([name, value]) => params[name] === value);
}

function checkCount(caller: string, name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ArgumentError(`${caller}: ${name} must be a whole number of at least 1, got ${count}`);
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
      `${caller}: needs at least two objectives, like { rmse: "minimize", seconds: "minimize" }, got ${names.length}; use minimize or maximize for one`,
    );
  }
  if (pruner !== undefined) {
    throw new ArgumentError(`${caller}: trials with several objectives cannot be pruned; leave out pruner`);
  }
  if (resume !== undefined) {
    throw new ArgumentError(`${caller}: a search with several objectives goes on from its storage; leave out resume`);
  }
}
