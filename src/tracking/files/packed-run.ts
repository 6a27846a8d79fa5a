import { pathToFileURL } from "node:url";
import type { MetricPoint, RunRecord, RunStatus } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";
import type { IndexedRun } from "./indexed-run.js";
import { parsePythonFloat } from "./parse-python-float.js";
import { type RunData, setValue } from "./read-run.js";
import type { RunHeading } from "./run-heading.js";

/** Runs of an index file, and of the threads that read runs; 0 for a run that could not be read. */
export type PackedRuns = readonly [shared: readonly SharedValues[], runs: readonly (PackedRun | 0)[]];

/** What runs of an experiment have in common. Most of their tags, such as the commit, are equal. */
type SharedValues = readonly [
  experimentId: string,
  experiment: string,
  user: string,
  tags: Readonly<Record<string, string>>,
];

type PackedRun = readonly [
  /** Position of the shared values. */
  shared: number,
  /** Keys and values of the tags that differ from the shared ones, in turn. */
  tags: readonly string[],
  fields: PackedFields,
];

/** Objects are stored in the form in which they are listed: JSON is parsed faster than built. */
type PackedFields = readonly [
  id: string,
  name: string,
  status: RunStatus,
  startTime: number,
  endTime: number | null,
  params: RunRecord["params"],
  metrics: RunRecord["metrics"],
  /** 0 in the folder of the run. */
  artifactUri: string | 0,
  times: readonly number[],
  readAt: number,
  /** Step, time after the start of the run, and size of the file of each metric; a string, as few are read. */
  points: string,
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

/** The form of runs in an index file. */
export function packRuns(runs: Iterable<IndexedRun | undefined>): PackedRuns {
  const shared: SharedValues[] = [];
  const uris: string[] = [];
  const positions = new Map<string, number>();
  const packed = Array.from(runs, (run): PackedRun | 0 => {
    if (run === undefined) return 0;
    const { experimentId, experiment, tags } = run.record;
    const { user, path, id } = run.heading;
    const keys = Object.keys(tags);
    const group = JSON.stringify([experimentId, experiment, user, ...keys]);
    const position = positions.get(group) ?? shared.length;
    if (position === shared.length) {
      positions.set(group, position);
      shared.push([experimentId, experiment, user, tags]);
      uris.push(pathToFileURL(path.slice(0, -id.length - 1)).href);
    }
    const common = shared[position]?.[3];
    const differing = keys.filter((key) => tags[key] !== common?.[key]);
    return [position, differing.flatMap((key) => [key, tags[key] ?? ""]), packFields(run, uris[position] ?? "")];
  });
  return [shared, packed];
}

/** The runs of a folder by position; undefined for those that could not be read. */
export function unpackRuns(root: string, [shared, runs]: PackedRuns): (IndexedRun | undefined)[] {
  const experiments = shared.map(([experimentId, experiment, user, tags]): SharedFields => {
    const path = `${root}/${experimentId}`;
    return { experimentId, experiment, user, tags, path, uri: pathToFileURL(path).href };
  });
  return runs.map((packed) => {
    if (packed === 0) return undefined;
    const [position, tags, fields] = packed;
    return new SavedRun(experiments[position] as SharedFields, tags, fields);
  });
}

function packFields(run: IndexedRun, experimentUri: string): PackedFields {
  if (run instanceof SavedRun) return run.fields;
  const { record, heading, data, times, nested, metricSizes, readAt } = run;
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
  const { id, name, status, startTime, endTime = null, params, metrics } = record;
  const uri = record.artifactUri === `${experimentUri}/${id}/artifacts` ? 0 : record.artifactUri;
  const deleted = run.deleted ? 1 : 0;
  return [id, name, status, startTime, endTime, params, metrics, uri, times, readAt, points.join(" "), deleted, rest];
}

interface SharedFields {
  readonly experimentId: string;
  readonly experiment: string;
  readonly user: string;
  readonly tags: RunRecord["tags"];
  /** Path and URI of the folder of the experiment. */
  readonly path: string;
  readonly uri: string;
}

/** A run of an index file; what a listing does not need is made when it is used. */
class SavedRun implements IndexedRun {
  readonly fields: PackedFields;
  readonly record: RunRecord;
  readonly times: readonly number[];
  readonly readAt: number;
  readonly deleted: boolean;
  readonly #shared: SharedFields;
  #heading: RunHeading | undefined;
  #data: RunData | undefined;
  #sizes: ReadonlyMap<string, number> | undefined;

  constructor(shared: SharedFields, changed: readonly string[], fields: PackedFields) {
    const { experimentId, experiment } = shared;
    const [id, name, status, startTime, endTime, params, metrics, artifactUri, times, readAt, , deleted, rest] = fields;
    const tags = { ...shared.tags };
    for (let index = 0; index < changed.length; index += 2) {
      setValue(tags, changed[index] ?? "", changed[index + 1] ?? "");
    }
    this.#shared = shared;
    this.fields = fields;
    this.record = {
      id,
      name,
      experimentId,
      experiment,
      status,
      startTime,
      endTime: endTime ?? undefined,
      parentId: tags["mlflow.parentRunId"],
      params,
      metrics: rest === 0 ? metrics : withValues(metrics, rest.values),
      tags,
      artifactUri: artifactUri === 0 ? `${shared.uri}/${id}/artifacts` : artifactUri,
    };
    this.times = times;
    this.readAt = readAt;
    this.deleted = deleted === 1;
  }

  get heading(): RunHeading {
    const { id, experimentId, experiment, name, status, startTime, endTime, artifactUri } = this.record;
    const { user, path } = this.#shared;
    this.#heading ??= {
      ...{ id, experimentId, experiment, name, status, startTime, endTime, artifactUri, user },
      ...{ path: `${path}/${id}`, deleted: this.deleted },
    };
    return this.#heading;
  }

  get nested(): IndexedRun["nested"] {
    const rest = this.fields[12];
    return rest === 0 ? [] : rest.nested;
  }

  get metricSizes(): ReadonlyMap<string, number> {
    if (this.#sizes === undefined) {
      const points = this.#points();
      const keys = Object.keys(this.record.metrics);
      this.#sizes = new Map(keys.map((key, index) => [key, points[3 * index + 2] ?? -1]));
    }
    return this.#sizes;
  }

  get data(): RunData {
    this.#data ??= this.#makeData();
    return this.#data;
  }

  #points(): number[] {
    return this.fields[10].split(" ").map(Number);
  }

  #makeData(): RunData {
    const { params, tags, metrics, startTime } = this.record;
    const points = this.#points();
    const rest = this.fields[12];
    const made = Object.entries(metrics).map(([key, value], index): [string, MetricPoint] => {
      const point = { value, step: points[3 * index] ?? 0, timestamp: startTime + (points[3 * index + 1] ?? 0) };
      const dataset = rest === 0 ? undefined : rest.datasets[key];
      return [key, dataset === undefined ? point : { ...point, dataset }];
    });
    return { params, tags, metrics: Object.fromEntries(made) };
  }
}

function withValues(metrics: RunRecord["metrics"], values: PackedRest["values"]): RunRecord["metrics"] {
  if (Object.keys(values).length === 0) return metrics;
  const read = Object.entries(metrics).map(([key, value]) => {
    const text = Object.hasOwn(values, key) ? values[key] : undefined;
    return [key, text === undefined ? value : (parsePythonFloat(text) ?? Number.NaN)] as const;
  });
  return Object.fromEntries(read);
}
