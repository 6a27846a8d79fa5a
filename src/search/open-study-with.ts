import { ArgumentError } from "../core/errors.js";
import { type ParetoStudy, toParetoStudy } from "./pareto-study.js";
import { planStudy } from "./plan-search.js";
import { type ObjectiveValues, valuesOutcome } from "./run-pareto-search.js";
import { numberOutcome } from "./run-search.js";
import type { StudyDirections, StudyOptions } from "./search-options.js";
import { checkStartPoint } from "./space/check-start-point.js";
import type { Params, ParamsOf, Space } from "./space/space.js";
import { type Study, toStudy } from "./study.js";
import type { Direction, Directions } from "./study-data.js";
import { type StudyEffects, StudySession, type TrialOutcome } from "./study-session.js";
import { hasEnded, type Trial } from "./trial.js";

/** A study with an ask-and-tell interface: its caller evaluates the trials. */
export interface OpenStudy<Point, Chosen extends StudyDirections> {
  /** Starts a trial; undefined when the sampler has no more points. Several trials can run at the same time. */
  ask(): Promise<RunningTrial<Point> | undefined>;
  /**
   * Ends a trial: with its value, or values by objective; with `"pruned"`, its value is then the last reported one; or
   * with an Error when it failed. A value that is not a number counts as failed.
   */
  tell(trial: { readonly number: number }, result: ObjectiveValue<Chosen> | "pruned" | Error): Promise<Trial<Point>>;
  /**
   * Adds points for the next trials; missing parameters are sampled at random. Points that the study has are skipped.
   */
  enqueue(points: readonly Partial<Point>[]): Promise<void>;
  /** The current state of the study. */
  study(): StudyResult<Point, Chosen>;
  /** Returns the running trials to the waiting state, so that another process can run them. */
  close(): Promise<void>;
}

/** A trial to evaluate. */
export interface RunningTrial<Point = Params> {
  readonly number: number;
  readonly params: Point;
  /**
   * Records the value reached after `step`. True when the trial should be pruned: then stop, and `tell` it `"pruned"`.
   */
  report(step: number, value: number): boolean;
}

/** The result of a trial: a number, or a number for each objective. */
export type ObjectiveValue<Chosen extends StudyDirections> = Chosen extends Directions
  ? ObjectiveValues<Chosen>
  : number;

/** The type of the study for one or several objectives. */
export type StudyResult<Point, Chosen extends StudyDirections> = Chosen extends Directions
  ? ParetoStudy<Point, keyof Chosen & string>
  : Study<Point>;

/** Implements `openStudy` with the clock and files as arguments. */
export async function openStudyWith<Searched extends Space, const Chosen extends StudyDirections>(
  directions: Chosen,
  space: Searched,
  options: StudyOptions<ParamsOf<Searched>>,
  effects: StudyEffects,
): Promise<OpenStudy<ParamsOf<Searched>, Chosen>> {
  const plan = planStudy("openStudy", directions, space, options as unknown as StudyOptions);
  const session = await StudySession.open(plan, effects);
  return askAndTell(session, directions) as unknown as OpenStudy<ParamsOf<Searched>, Chosen>;
}

function askAndTell(session: StudySession, directions: StudyDirections): OpenStudy<Params, StudyDirections> {
  const running = new Set<number>();
  return {
    ask: async () => {
      const trial = await session.ask(Number.POSITIVE_INFINITY);
      if (trial === undefined) return undefined;
      const { number, params } = trial;
      running.add(number);
      return { number, params, report: (step, value) => session.report(number, step, value) };
    },
    tell: async ({ number }, result) => {
      if (!running.has(number)) throw notRunning(session, number);
      running.delete(number);
      const ended = await session.tell(number, toOutcome(directions, result));
      const stored = ended ?? session.trials()[number];
      if (stored !== undefined && hasEnded(stored)) return stored;
      throw new ArgumentError(`openStudy: trial ${number} is no longer running; ask for another one`);
    },
    enqueue: async (points) => {
      for (const [index, point] of points.entries()) checkStartPoint("openStudy", session.plan.space, point, index);
      await session.enqueue(points);
    },
    study: () => {
      const { space, sampler, seed } = session.plan;
      const trials = session.trials();
      const data = { space, sampler: sampler.kind, seed, trials, interrupted: false };
      return isDirection(directions)
        ? toStudy({ direction: directions, ...data })
        : toParetoStudy({ directions: directions, ...data });
    },
    close: async () => {
      const numbers = [...running];
      running.clear();
      await session.release(numbers);
      await session.close();
    },
  };
}

function isDirection(directions: StudyDirections): directions is Direction {
  return typeof directions === "string";
}

function toOutcome(directions: StudyDirections, result: unknown): TrialOutcome {
  if (result === "pruned") return { state: "pruned", value: undefined, message: undefined };
  if (result instanceof Error) return { state: "failed", value: undefined, message: result.message };
  return isDirection(directions) ? numberOutcome(result) : valuesOutcome(directions, result);
}

function notRunning(session: StudySession, number: number): ArgumentError {
  const trial = session.trials()[number];
  const reason =
    trial === undefined
      ? `unknown trial ${number}`
      : hasEnded(trial)
        ? `trial ${number} has already ended as ${trial.state}`
        : `trial ${number} was not started by this study object`;
  return new ArgumentError(`openStudy: ${reason}; tell each trial returned by ask once`);
}
