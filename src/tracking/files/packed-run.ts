import type { MetricPoint, RunRecord } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";
import type { IndexedRun } from "./indexed-run.js";
import { parsePythonFloat } from "./parse-python-float.js";
import { type RunData, toRunRecord } from "./read-run.js";
import type { RunHeading } from "./run-heading.js";

/**
 * A run of an index file, and of the threads that read runs. A record is stored in the form in which it is listed: JSON
 * is parsed faster than built.
 */
export type PackedRun = readonly [
  record: RunRecord,
  /** Times of change of `meta.yaml`, `params`, `metrics` and `tags`. */
  times: readonly number[],
  readAt: number,
  /** Step, time after the start of the run, and size of the file of each metric, in the order of the record. */
  points: readonly number[],
  user: string,
  deleted: 0 | 1,
  /** What few runs have. */
  rest: PackedRest | 0,
];

interface PackedRest {
  /** Folders of keys with slashes, and their times of change. */
  readonly nested: readonly (readonly [path: string, time: number])[];
  /** Values of metrics that JSON has not: infinite ones, NaN and -0. */
  readonly values: Readonly<Record<string, string>>;
  readonly datasets: Readonly<Record<string, NonNullable<MetricPoint["dataset"]>>>;
}

/** The form of a run in an index file. */
export function packRun(run: IndexedRun): PackedRun {
  if (run instanceof SavedRun) return run.packed;
  const { heading, data, times, nested, metricSizes, readAt } = run;
  const record = run.record ?? toRunRecord(heading, data);
  const points: number[] = [];
  const values: Record<string, string> = {};
  const datasets: Record<string, NonNullable<MetricPoint["dataset"]>> = {};
  for (const key of Object.keys(record.metrics)) {
    const point = data.metrics[key] ?? { value: Number.NaN, step: 0, timestamp: 0 };
    points.push(point.step, point.timestamp - heading.startTime, metricSizes.get(key) ?? -1);
    if (!Number.isFinite(point.value) || Object.is(point.value, -0)) values[key] = formatPythonFloat(point.value);
    if (point.dataset !== undefined) datasets[key] = point.dataset;
  }
  const isPlain = nested.length === 0 && Object.keys(values).length === 0 && Object.keys(datasets).length === 0;
  const rest = isPlain ? 0 : { nested, values, datasets };
  return [record, times, readAt, points, heading.user, heading.deleted ? 1 : 0, rest];
}

/** A run of an index file; what a listing does not need is made when it is used. */
export class SavedRun implements IndexedRun {
  readonly packed: PackedRun;
  readonly record: RunRecord;
  readonly heading: RunHeading;
  readonly times: readonly number[];
  readonly readAt: number;
  #data: RunData | undefined;
  #sizes: ReadonlyMap<string, number> | undefined;

  constructor(root: string, packed: PackedRun) {
    const [record, times, readAt, , user, deleted, rest] = packed;
    const { id, experimentId, experiment, name, status, startTime, endTime, artifactUri } = record;
    const path = `${root}/${experimentId}/${id}`;
    this.packed = packed;
    this.record = rest === 0 ? record : withValues(record, rest.values);
    this.heading = {
      id,
      path,
      experimentId,
      experiment,
      name,
      status,
      startTime,
      endTime,
      artifactUri,
      user,
      deleted: deleted === 1,
    };
    this.times = times;
    this.readAt = readAt;
  }

  get nested(): IndexedRun["nested"] {
    const rest = this.packed[6];
    return rest === 0 ? [] : rest.nested;
  }

  get metricSizes(): ReadonlyMap<string, number> {
    const points = this.packed[3];
    this.#sizes ??= new Map(
      Object.keys(this.record.metrics).map((key, index) => [key, points[3 * index + 2] ?? -1] as const),
    );
    return this.#sizes;
  }

  get data(): RunData {
    this.#data ??= this.#makeData();
    return this.#data;
  }

  #makeData(): RunData {
    const [, , , points, , , rest] = this.packed;
    const { params, tags, metrics, startTime } = this.record;
    const made = Object.entries(metrics).map(([key, value], index): [string, MetricPoint] => {
      const point = { value, step: points[3 * index] ?? 0, timestamp: startTime + (points[3 * index + 1] ?? 0) };
      const dataset = rest === 0 ? undefined : rest.datasets[key];
      return [key, dataset === undefined ? point : { ...point, dataset }];
    });
    return { params, tags, metrics: Object.fromEntries(made) };
  }
}

function withValues(record: RunRecord, values: PackedRest["values"]): RunRecord {
  if (Object.keys(values).length === 0) return record;
  const metrics = Object.entries(record.metrics).map(([key, value]) => {
    const text = Object.hasOwn(values, key) ? values[key] : undefined;
    return [key, text === undefined ? value : (parsePythonFloat(text) ?? Number.NaN)] as const;
  });
  return { ...record, metrics: Object.fromEntries(metrics) };
}
