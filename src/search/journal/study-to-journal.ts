import { toNumber } from "../samplers/parameter-scale.js";
import { flatSpace } from "../space/active-parameters.js";
import type { Params, Space } from "../space/space.js";
import type { StudyData } from "../study-data.js";
import { spaceToJson } from "../study-json.js";
import type { Trial, TrialState } from "../trial.js";
import { distributionText } from "./journal-distribution.js";
import { pythonJson } from "./python-json.js";

/**
 * A study as the content of an Optuna journal file, which Optuna can load and continue
 * (`JournalStorage(JournalFileBackend(path))`, `load_study(study_name=name)`). One line per trial.
 *
 * @example writeFileSync("search.journal", studyToJournal(study, { name: "search" }))
 */
export function studyToJournal<Point>(study: StudyData<Point>, { name }: { readonly name: string }): string {
  const direction = study.direction === "minimize" ? 1 : 2;
  return [
    line({ op_code: 0, study_name: name, directions: [direction] }),
    ...studyAttributes(study, 0),
    ...study.trials.map((trial) => trialToJournal(trial as unknown as Trial, study.space)),
  ].join("");
}

/**
 * A trial as one line of an Optuna journal file, for its study number `studyId`. Append it after each trial to get a
 * file from which a search can be resumed.
 *
 * @example appendFileSync("search.journal", trialToJournal(trial, study.space))
 */
export function trialToJournal(
  trial: Trial,
  space: Space,
  {
    studyId = 0,
    writer = "cuaderno",
  }: { readonly studyId?: number | undefined; readonly writer?: string | undefined } = {},
): string {
  const isWaiting = trial.state === "waiting";
  const parameters = flatSpace(space);
  const names = isWaiting ? [] : Object.keys(parameters).filter((name) => name in trial.params);
  const each = (value: (name: string) => unknown): object =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  return line({
    op_code: 4,
    worker_id: writer,
    study_id: studyId,
    datetime_start: trial.startedAt === undefined ? null : isoTime(trial.startedAt),
    state: stateCodes[trial.state],
    value: trial.value ?? null,
    values: trial.values === undefined ? null : Object.values(trial.values),
    ...(trial.startedAt !== undefined &&
      trial.durationMs !== undefined && { datetime_complete: isoTime(trial.startedAt + trial.durationMs) }),
    distributions: each((name) => distributionText(getParameter(parameters, name))),
    params: each((name) => toNumber(getParameter(parameters, name), trial.params[name] ?? null)),
    user_attrs: trial.message === undefined ? {} : { "cuaderno:message": trial.message },
    system_attrs: isWaiting ? { fixed_params: trial.params satisfies Params } : {},
    intermediate_values: Object.fromEntries(trial.intermediate.map(({ step, value }) => [step, value])),
  });
}

/** Optuna's codes of the trial states. */
export const stateCodes: Readonly<Record<TrialState, number>> = {
  running: 0,
  complete: 1,
  pruned: 2,
  failed: 3,
  waiting: 4,
};

export function getParameter(space: Space, name: string): Space[string] {
  return space[name] ?? { kind: "choice", choices: [] };
}

/** Lines with the user attributes of a study: sampler, seed and the space with its branches. */
export function studyAttributes(
  { sampler, seed, space }: Pick<StudyData<unknown>, "sampler" | "seed" | "space">,
  studyId: number,
  writer = "cuaderno",
): readonly string[] {
  const attributes = { "cuaderno:sampler": sampler, "cuaderno:seed": seed, "cuaderno:space": spaceToJson(space) };
  return Object.entries(attributes).map(([key, value]) =>
    line({ op_code: 2, worker_id: writer, study_id: studyId, user_attr: { [key]: value } }),
  );
}

/** An operation as a line of a journal. */
export function line(operation: { readonly op_code: number; readonly [field: string]: unknown }): string {
  const { op_code, worker_id = "cuaderno", ...fields } = operation;
  return `${pythonJson({ op_code, worker_id, ...fields })}\n`;
}

/** A UTC time as Python's isoformat with microseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000+00:00");
}
