import type { Direction } from "../../../search/study-data.js";
import type { RunRecord } from "../../../tracking/tracker.js";
import type { StudyTrial } from "../page-data.js";
import type { TableRun } from "./run-columns.js";

/** A study in a file: its trials in the form of runs, and what each value should be. */
export interface FileStudy {
  readonly name: string;
  readonly directions: Readonly<Record<string, Direction>>;
  readonly trials: readonly TableRun[];
}

/** Whether a file is an Optuna journal, which the server reads. */
export function isJournal(text: string): boolean {
  return text.startsWith("{") && text.slice(0, 2_000).includes('"op_code"');
}

/** The study of a `study.json`; none for any other file. */
export function parseStudies(text: string, path: string): readonly FileStudy[] {
  try {
    const json = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const trials = Array.isArray(json.trials) ? (json.trials as readonly StudyTrial[]) : [];
    if (json.format === "cuaderno-study") {
      return [toStudy(path, { value: json.direction === "maximize" ? "maximize" : "minimize" }, trials)];
    }
    if (json.format === "cuaderno-pareto-study") {
      return [toStudy(path, json.goals as Readonly<Record<string, Direction>>, trials)];
    }
  } catch {
    // shown as text
  }
  return [];
}

/** The study with its trials in the form of runs. */
export function toStudy(
  name: string,
  directions: Readonly<Record<string, Direction>>,
  trials: readonly StudyTrial[],
): FileStudy {
  return { name, directions, trials: trials.map(toTrialRun) };
}

/** A trial in the form of a run without an id: it has no page. */
function toTrialRun({ number, state, params, value, values }: StudyTrial): TableRun {
  const numbers = Object.entries(values ?? { value }).flatMap(([key, one]) => {
    const metric = one === undefined || one === null ? Number.NaN : Number(one);
    return Number.isNaN(metric) ? [] : [[key, metric] as const];
  });
  const record: RunRecord = {
    ...{ id: "", name: `trial ${number}`, experimentId: "", experiment: "", artifactUri: "" },
    ...{ startTime: number, endTime: undefined, parentId: undefined },
    status: state === "complete" ? "finished" : state === "running" ? "running" : "failed",
    params: Object.fromEntries(Object.entries(params).map(([key, one]) => [key, String(one)])),
    metrics: Object.fromEntries(numbers),
    tags: { "cuaderno.trial.number": String(number) },
  };
  return { record, extra: {} };
}

/** The directions that a search recorded with its run. */
export function recordedDirections(tags: Readonly<Record<string, string>>): Readonly<Record<string, Direction>> {
  try {
    return JSON.parse(tags["cuaderno.study.directions"] ?? "{}") as Readonly<Record<string, Direction>>;
  } catch {
    return {};
  }
}
