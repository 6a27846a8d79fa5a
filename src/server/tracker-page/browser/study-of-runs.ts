import { parameterImportance } from "../../../search/parameter-importance.js";
import type { Parameter } from "../../../search/space/space-parameter.js";
import type { Direction } from "../../../search/study-data.js";
import { type HistoryPoint, studyHistory } from "../../../search/study-history.js";
import type { Trial } from "../../../search/trial.js";
import { waitingTrial } from "../../../search/waiting-trial.js";
import type { TableRun } from "./run-columns.js";

/** A search as its trials, the nested runs of a run, recorded it. */
export interface RunStudy {
  readonly metric: string;
  readonly direction: Direction;
  /** Finished runs with a value of the metric, by the number of their trial. */
  readonly runs: readonly TableRun[];
  readonly history: readonly HistoryPoint[];
  /** Share of each parameter that varies, largest first. */
  readonly importance: ReadonlyMap<string, number>;
}

/** Parameters and values of a trial. */
type TrialPoint = Readonly<Record<string, string | number>>;

/** The metric of a search: the one of which the run has the best value, else the one that most of its trials have. */
export function studyMetric(
  parent: TableRun,
  trials: readonly TableRun[],
  metrics: readonly string[],
): string | undefined {
  const best = Object.keys(parent.record.metrics)
    .filter((key) => key.startsWith("best_"))
    .map((key) => key.slice("best_".length));
  const isShared = (key: string): boolean => trials.some(({ record }) => key in record.metrics);
  return best.find(isShared) ?? metrics.find((key) => key !== "duration_s");
}

/** The study of nested runs; undefined with fewer than three finished ones. */
export function studyOfRuns(trials: readonly TableRun[], metric: string, direction: Direction): RunStudy | undefined {
  const getValue = ({ record }: TableRun): number => record.metrics[metric] ?? Number.NaN;
  const runs = trials
    .filter((run) => run.record.status === "finished" && Number.isFinite(getValue(run)))
    .sort((a, b) => getTrialNumber(a) - getTrialNumber(b) || a.record.startTime - b.record.startTime);
  if (runs.length < 3) return undefined;
  const space = toSpace(runs);
  const points = runs.map((run, number): Trial<TrialPoint> => {
    const params = Object.fromEntries(Object.keys(space).map((key) => [key, toValue(run.record.params[key])]));
    return { ...waitingTrial(number, {}), params, state: "complete", value: getValue(run) };
  });
  return {
    ...{ metric, direction, runs },
    history: studyHistory({ direction, trials: points }),
    importance: parameterImportance({ direction, space, trials: points }),
  };
}

function getTrialNumber({ record }: TableRun): number {
  const number = Number(record.tags["cuaderno.trial.number"] ?? Number.NaN);
  return Number.isNaN(number) ? record.startTime : number;
}

function toValue(text: string | undefined): string | number {
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : (text ?? "");
}

/** The range of each parameter that every run has and that varies; the space of the search itself is not recorded. */
function toSpace(runs: readonly TableRun[]): Record<string, Parameter> {
  const space: [string, Parameter][] = [];
  for (const key of Object.keys(runs[0]?.record.params ?? {}).sort()) {
    if (!runs.every(({ record }) => key in record.params)) continue;
    const values = [...new Set(runs.map(({ record }) => toValue(record.params[key])))];
    if (values.length < 2) continue;
    const numbers = values.filter((value): value is number => typeof value === "number");
    space.push([
      key,
      numbers.length === values.length ? toRange(numbers) : { kind: "choice", choices: values.map(String) },
    ]);
  }
  return Object.fromEntries(space);
}

function toRange(numbers: readonly number[]): Parameter {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const log = low > 0 && high / low > 100;
  if (numbers.every(Number.isInteger)) return { kind: "integer", low, high, log, step: 1 };
  return { kind: "real", low, high, log, step: null };
}
