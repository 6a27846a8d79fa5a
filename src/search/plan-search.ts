import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import { canonicalJson } from "../core/json.js";
import { allows, describeParameter } from "./parameter-scale.js";
import type { Pruner } from "./pruner.js";
import { randomPoint } from "./random-sampler.js";
import type { Sampler } from "./sampler.js";
import { checkSpace, type Params, type Space } from "./space.js";
import type { Study } from "./study.js";
import type { Direction, StudyData } from "./study-data.js";
import { spaceToJson } from "./study-json.js";
import { tpeSampler } from "./tpe-sampler.js";
import { hasEnded, type Trial } from "./trial.js";
import { trialRandom } from "./trial-random.js";
import { waitingTrial } from "./waiting-trial.js";

/** How a search is run. */
export interface SearchOptions<Point = Params> {
  /** Chooses the points; default `tpeSampler()`. */
  readonly sampler?: Sampler;
  /** Ends trials early by the values they report; default none. */
  readonly pruner?: Pruner;
  /** Trials in the study when it ends; default 50, or all the points of a sampler that has an end. */
  readonly trials?: number;
  /** The same seed gives the same points; default 0, or that of the study to resume. */
  readonly seed?: number;
  /** Trials under way at the same time; default 1. More than one makes the points depend on which trial ends first. */
  readonly concurrency?: number;
  /** Ends the search early; what is done is kept. */
  readonly signal?: AbortSignal;
  /** No trial begins after this time; those under way end. */
  readonly timeBudgetMs?: number;
  /** Called after each trial, one call at a time, and waited for. What it throws ends the search. */
  readonly onTrial?: (trial: Trial<Point>, study: Study<Point>) => void | Promise<void>;
  /** Points to begin with, such as the best one known; parameters left out are drawn at random. */
  readonly enqueue?: readonly Partial<Point>[];
  /** A study over the same space to go on from; `trials` counts its trials too. */
  readonly resume?: StudyData<Point>;
  /** The search ends with an error when this many first trials have all failed; default 5. */
  readonly giveUpAfter?: number;
}

/** A search that is sound: every setting given, every start point complete. */
export interface SearchPlan {
  readonly direction: Direction;
  readonly space: Space;
  readonly sampler: Sampler;
  readonly pruner: Pruner | undefined;
  readonly trialLimit: number;
  readonly seed: number;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly timeBudgetMs: number;
  readonly onTrial: SearchOptions["onTrial"];
  readonly giveUpAfter: number;
  /** What the study begins with. */
  readonly trials: readonly Trial[];
}

/** Settles all settings of a search, or refuses before anything has run. */
export function planSearch(direction: Direction, space: Space, options: SearchOptions): SearchPlan {
  const {
    sampler = tpeSampler(),
    seed = options.resume?.seed ?? 0,
    concurrency = 1,
    giveUpAfter = 5,
    timeBudgetMs,
  } = options;
  checkSpace(space, direction);
  const pointCount = sampler.pointCount(space);
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`${direction}: seed must be a whole number, got ${seed}`);
  checkCount(direction, "concurrency", concurrency);
  if (options.trials !== undefined) checkCount(direction, "trials", options.trials);
  if (giveUpAfter !== Number.POSITIVE_INFINITY) checkCount(direction, "giveUpAfter", giveUpAfter);
  if (timeBudgetMs !== undefined && !(timeBudgetMs > 0)) {
    throw new ArgumentError(`${direction}: timeBudgetMs must be above 0, got ${timeBudgetMs}`);
  }
  const trials = resumedTrials(direction, space, seed, options.resume);
  for (const [index, point] of (options.enqueue ?? []).entries()) {
    checkPoint(direction, space, point, index);
    if (options.resume !== undefined && trials.some(({ params }) => agrees(point, params))) continue;
    const number = trials.length;
    trials.push(waitingTrial(number, { ...randomPoint(space, trialRandom(seed, number)), ...(point as Params) }));
  }
  const trialLimit = options.trials ?? (Number.isFinite(pointCount) ? Number.POSITIVE_INFINITY : 50);
  const waiting = trials.filter(({ state }) => state === "waiting").length;
  if (trials.length > trialLimit && waiting > 0) {
    throw new ArgumentError(
      `${direction}: ${trials.length} trials are there already, ${waiting} of them waiting as start points, more than trials: ${trialLimit}; raise trials`,
    );
  }
  return {
    direction,
    space,
    sampler,
    pruner: options.pruner,
    trialLimit,
    seed,
    concurrency,
    signal: options.signal,
    timeBudgetMs: timeBudgetMs ?? Number.POSITIVE_INFINITY,
    onTrial: options.onTrial,
    giveUpAfter,
    trials,
  };
}

function checkCount(direction: Direction, name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ArgumentError(`${direction}: ${name} must be a whole number of at least 1, got ${count}`);
  }
}

function checkPoint(direction: Direction, space: Space, point: Readonly<Partial<Params>>, index: number): void {
  for (const [name, value] of Object.entries(point)) {
    const parameter = Object.hasOwn(space, name) ? space[name] : undefined;
    const place = `${direction}: start point ${index + 1}`;
    if (parameter === undefined) {
      throw new ArgumentError(
        `${place} sets "${name}", which the space has not${didYouMean(name, Object.keys(space))}`,
      );
    }
    if (!allows(parameter, value)) {
      throw new ArgumentError(
        `${place} sets "${name}" to ${JSON.stringify(value)}, the space allows ${describeParameter(parameter)}`,
      );
    }
  }
}

function agrees(point: Readonly<Partial<Params>>, params: Params): boolean {
  return Object.entries(point).every(([name, value]) => params[name] === value);
}

/** Trials that had not ended wait again, those from elsewhere with what their points lack. */
function resumedTrials(direction: Direction, space: Space, seed: number, study: StudyData | undefined): Trial[] {
  if (study === undefined) return [];
  if (study.direction !== direction) {
    throw new ArgumentError(`${direction}: the study to resume was made by ${study.direction}; resume it with that`);
  }
  const names = new Set([...Object.keys(space), ...Object.keys(study.space)]);
  const [now, then] = [spaceToJson(space), spaceToJson(study.space)];
  for (const name of names) {
    if (canonicalJson(now[name] ?? null) === canonicalJson(then[name] ?? null)) continue;
    const before = study.space[name] === undefined ? "absent" : describeParameter(study.space[name]);
    throw new ArgumentError(
      `${direction}: the study to resume searched another space, in it "${name}" is ${before}; resume with the same space or begin anew`,
    );
  }
  return study.trials.map((trial) =>
    hasEnded(trial)
      ? trial
      : waitingTrial(trial.number, { ...randomPoint(space, trialRandom(seed, trial.number)), ...trial.params }),
  );
}
