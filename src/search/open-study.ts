import { ArgumentError } from "../core/errors.js";
import { type ParetoStudy, paretoStudyOf } from "./pareto-study.js";
import { type Aim, planStudy, type StudyOptions } from "./plan-search.js";
import { type GoalValues, goalsOutcome } from "./run-pareto-search.js";
import { numberOutcome } from "./run-search.js";
import { checkStartPoint } from "./space/check-start-point.js";
import type { Params, ParamsOf, Space } from "./space/space.js";
import { type Study, studyOf } from "./study.js";
import type { Direction, Goals } from "./study-data.js";
import { type StudyEffects, StudySession, type TrialOutcome } from "./study-session.js";
import { hasEnded, type Trial } from "./trial.js";

/** A study whose points are asked for, and whose values are told, by whoever evaluates them. */
export interface OpenStudy<Point, Aims extends Aim> {
  /** The next point to evaluate; undefined when the sampler has no more. Several may be under way at the same time. */
  ask(): Promise<AskedTrial<Point> | undefined>;
  /**
   * Ends a trial that was asked for: with its value, or values by goal; `"pruned"`, whose value is the last one reported; or an Error,
   * for one that failed. A value that is not a number counts as failed.
   */
  tell(trial: { readonly number: number }, result: AimValue<Aims> | "pruned" | Error): Promise<Trial<Point>>;
  /** Adds points to be asked for next; parameters left out are drawn at random. Points that are there already are not added again. */
  enqueue(points: readonly Partial<Point>[]): Promise<void>;
  /** The study as it stands. */
  study(): AimStudy<Point, Aims>;
  /** Lets what was asked for and not told wait again, for whoever goes on with the study. */
  close(): Promise<void>;
}

/** A point to evaluate. */
export interface AskedTrial<Point = Params> {
  readonly number: number;
  readonly params: Point;
  /** Keeps the value reached after `step`; whether the pruner ends the trial: then stop, and tell `"pruned"`. */
  report(step: number, value: number): boolean;
}

/** What there is to tell of a trial. */
export type AimValue<Aims extends Aim> = Aims extends Goals ? GoalValues<Aims> : number;

/** The study of an aim. */
export type AimStudy<Point, Aims extends Aim> = Aims extends Goals
  ? ParetoStudy<Point, keyof Aims & string>
  : Study<Point>;

/** Opens a study for asking and telling. `openStudy` is this with the real clock and files. */
export async function openStudyWith<Searched extends Space, const Aims extends Aim>(
  aim: Aims,
  space: Searched,
  options: StudyOptions<ParamsOf<Searched>>,
  effects: StudyEffects,
): Promise<OpenStudy<ParamsOf<Searched>, Aims>> {
  const plan = planStudy("openStudy", aim, space, options as unknown as StudyOptions);
  const session = await StudySession.open(plan, effects);
  return askAndTell(session, aim) as unknown as OpenStudy<ParamsOf<Searched>, Aims>;
}

function askAndTell(session: StudySession, aim: Aim): OpenStudy<Params, Aim> {
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
      const told = await session.tell(number, outcomeOf(aim, result));
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
      return isDirection(aim) ? studyOf({ direction: aim, ...data }) : paretoStudyOf({ goals: aim, ...data });
    },
    close: async () => {
      const open = [...asked];
      asked.clear();
      await session.putBack(open);
    },
  };
}

function isDirection(aim: Aim): aim is Direction {
  return typeof aim === "string";
}

function outcomeOf(aim: Aim, result: unknown): TrialOutcome {
  if (result === "pruned") return { state: "pruned", value: undefined, message: undefined };
  if (result instanceof Error) return { state: "failed", value: undefined, message: result.message };
  return isDirection(aim) ? numberOutcome(result) : goalsOutcome(aim, result);
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
