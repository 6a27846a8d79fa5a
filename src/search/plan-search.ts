import { ArgumentError } from "../core/errors.js";
import type { JournalLog } from "./journal/journal-log.js";
import { resumedTrials } from "./journal/resumed-trials.js";
import type { Pruner } from "./pruners/pruner.js";
import { completePoint } from "./samplers/random-sampler.js";
import type { Sampler } from "./samplers/sampler.js";
import { tpeSampler } from "./samplers/tpe-sampler.js";
import { trialRandom } from "./samplers/trial-random.js";
import type { SearchOptions, StudyDirections, StudyOptions } from "./search-options.js";
import { allowedPoint } from "./space/allowed-point.js";
import { checkStartPoint } from "./space/check-start-point.js";
import { checkSpace, type Params, type Space } from "./space/space.js";
import type { Direction, Directions } from "./study-data.js";
import type { Trial } from "./trial.js";
import { waitingTrial } from "./waiting-trial.js";

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

/** Normalizes and checks the settings of a study before any trial runs. */
export function planStudy(caller: string, directions: StudyDirections, space: Space, options: StudyOptions): StudyPlan {
  const { sampler = tpeSampler(), seed = options.resume?.seed ?? 0, constraint, enqueue = [], resume } = options;
  checkSpace(space, caller);
  const several = typeof directions === "string" ? undefined : directions;
  const direction = typeof directions === "string" ? directions : (Object.values(directions)[0] ?? "minimize");
  if (several !== undefined) checkDirections(caller, several, options);
  sampler.pointCount(space);
  if (!Number.isSafeInteger(seed))
    throw new ArgumentError(`${caller}: seed: expected an integer, got ${seed}; pass seed: 42, or leave it out`);
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
    throw new ArgumentError(
      `${caller}: retries: expected an integer >= 0, got ${retries}; pass retries: 0, or leave it out`,
    );
  }
  for (const [name, limit] of Object.entries({ timeoutMs, trialTimeoutMs })) {
    if (limit !== undefined && !(limit > 0))
      throw new ArgumentError(`${caller}: ${name}: expected a number > 0, got ${limit}; leave it out for no limit`);
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
    throw new ArgumentError(`${caller}: ${name}: expected an integer >= 1, got ${count}; pass ${name}: 1 or more`);
  }
}

function checkDirections(caller: string, directions: Directions, { pruner, resume }: StudyOptions): void {
  const names = Object.keys(directions);
  const odd = names.find((name) => directions[name] !== "minimize" && directions[name] !== "maximize");
  if (odd !== undefined) {
    throw new ArgumentError(
      `${caller}: objective "${odd}" must be "minimize" or "maximize", got ${String(directions[odd])}; pass one of them`,
    );
  }
  if (names.length < 2) {
    throw new ArgumentError(
      `${caller}: expected at least two objectives, such as { rmse: "minimize", seconds: "minimize" }, got ${names.length}; use minimize or maximize for one`,
    );
  }
  if (pruner !== undefined && pruner.kind !== "none") {
    throw new ArgumentError(`${caller}: trials with several objectives cannot be pruned; leave out pruner`);
  }
  if (resume !== undefined) {
    throw new ArgumentError(
      `${caller}: a search with several objectives is resumed from its storage; leave out resume`,
    );
  }
}
