import { ArgumentError } from "../core/errors.js";
import { type ParetoStudy, toParetoStudy } from "./pareto-study.js";
import { planStudy, type StudyDirections, type StudyOptions } from "./plan-search.js";
import { type ObjectiveValues, valuesOutcome } from "./run-pareto-search.js";
import { numberOutcome } from "./run-search.js";
import { checkStartPoint } from "./space/check-start-point.js";
import type { Params, ParamsOf, Space } from "./space/space.js";
import { type Study, toStudy } from "./study.js";
import type { Direction, Directions } from "./study-data.js";
import { type StudyEffects, StudySession, type TrialOutcome } from "./study-session.js";
import { hasEnded, type Trial } from "./trial.js";

/** A study whose points are asked for, and whose values are told, by whoever evaluates them. */
export interface OpenStudy<Point, Aims extends StudyDirections> {
  /** The next point to evaluate; undefined when the sampler has no more. Several may be under way at the same time. */
  ask(): Promise<RunningTrial<Point> | undefined>;
  /**
   * Ends a trial that was asked for: with its value, or values by goal; `"pruned"`, whose value is the last one reported; or an Error,
   * for one that failed. A value that is not a number counts as failed.
   */
  tell(trial: { readonly number: number }, result: ObjectiveValue<Aims> | "pruned" | Error): Promise<Trial<Point>>;
  /** Adds points to be asked for next; parameters left out are drawn at random. Points that are there already are not added again. */
  enqueue(points: readonly Partial<Point>[]): Promise<void>;
  /** The study as it stands. */
  study(): StudyResult<Point, Aims>;
  /** Lets what was asked for and not told wait again, for whoever goes on with the study. */
  close(): Promise<void>;
}

/** A point to evaluate. */
export interface RunningTrial<Point = Params> {
  readonly number: number;
  readonly params: Point;
  /** Keeps the value reached after `step`; whether the pruner ends the trial: then stop, and tell `"pruned"`. */
  report(step: number, value: number): boolean;
}

/** What there is to tell of a trial. */
export type ObjectiveValue<Aims extends StudyDirections> = Aims extends Directions ? ObjectiveValues<Aims> : number;

/** The study of an aim. */
export type StudyResult<Point, Aims extends StudyDirections> = Aims extends Directions
  ? ParetoStudy<Point, keyof Aims & string>
  : Study<Point>;

/** Opens a study for asking and telling. `openStudy` is this with the real clock and files. */
export async function openStudyWith<Searched extends Space, const Aims extends StudyDirections>(
  directions: Aims,
  space: Searched,
  options: StudyOptions<ParamsOf<Searched>>,
  effects: StudyEffects,
): Promise<OpenStudy<ParamsOf<Searched>, Aims>> {
  const plan = planStudy("openStudy", directions, space, options as unknown as StudyOptions);
  const session = await StudySession.open(plan, effects);
  return askAndTell(session, directions) as unknown as OpenStudy<ParamsOf<Searched>, Aims>;
}

function askAndTell(session: StudySession, directions: StudyDirections): OpenStudy<Params, StudyDirections> {
  const asked = new Set<number>();
  return {
    ask: async () => {
      const trial = await session.ask(Number.POSITIVE_INFINITY);
      if (trial === undefined) return undefined;
      const { number, params } = trial;
      asked.add(number);
      return { number, params, report: (step, value) => session.report(number, step, value) };
    },
    tell: async ({ number }, result) => {
      if (!asked.has(number)) throw notAsked(session, number);
      asked.delete(number);
      const told = await session.tell(number, toOutcome(directions, result));
      const kept = told ?? session.trials()[number];
      if (kept !== undefined && hasEnded(kept)) return kept;
      throw new ArgumentError(`openStudy: trial ${number} is not under way any more; ask for another`);
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
      const open = [...asked];
      asked.clear();
      await session.release(open);
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

function notAsked(session: StudySession, number: number): ArgumentError {
  const trial = session.trials()[number];
  const reason =
    trial === undefined
      ? `there is no trial ${number}`
      : hasEnded(trial)
        ? `trial ${number} has ended already, ${trial.state}`
        : `trial ${number} was not asked for here`;
  return new ArgumentError(`openStudy: ${reason}; tell each trial once, as ask gave it`);
}
