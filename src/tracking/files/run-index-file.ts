import { readFileSync } from "node:fs";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { MetricPoint, RunRecord } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";
import type { IndexedRun } from "./indexed-run.js";
import { parsePythonFloat } from "./parse-python-float.js";
import type { RunData, RunHeading } from "./read-run.js";
import { toRunRecord } from "./read-run.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Files of other versions are ignored. */
const version = 2;

/** Content of an index file. A record is stored in the form in which it is listed: JSON is parsed faster than built. */
interface IndexFile {
  readonly version: number;
  readonly root: string;
  readonly runs: readonly PackedRun[];
}

type PackedRun = readonly [
  record: RunRecord,
  /** When it was read, then the times of change of `meta.yaml`, `params`, `metrics` and `tags`. */
  times: readonly number[],
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

/** The runs of an index file by their paths; none when it is missing, damaged, or of another folder. */
export function loadRunIndex({ root }: TrackerFolder, file: string): Map<string, IndexedRun> {
  const runs = new Map<string, IndexedRun>();
  try {
    const saved = JSON.parse(readFileSync(file, "utf8")) as IndexFile;
    if (saved.version !== version || saved.root !== root) return runs;
    for (const packed of saved.runs) {
      const run = new SavedRun(root, packed);
      runs.set(run.heading.path, run);
    }
  } catch {
    runs.clear();
  }
  return runs;
}

/** Writes an index file atomically. It only saves time, so that a folder that cannot be written is ignored. */
export function saveRunIndex(folder: TrackerFolder, file: string, runs: ReadonlyMap<string, IndexedRun>): void {
  const saved: IndexFile = { version, root: folder.root, runs: Array.from(runs.values(), packRun) };
  try {
    replaceFileSync(file, JSON.stringify(saved), { temporary: `${file}.${folder.newId()}.tmp` });
  } catch {
    return;
  }
}

function packRun(run: IndexedRun): PackedRun {
  if (run instanceof SavedRun) return run.packed;
  const { heading, data, metaTime, times, nested, metricSizes, readAt } = run;
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
  return [record, [readAt, metaTime, ...times], points, heading.user, heading.deleted ? 1 : 0, rest];
}

/** A run of an index file; what a listing does not need is made when it is used. */
class SavedRun implements IndexedRun {
  readonly packed: PackedRun;
  readonly record: RunRecord;
  readonly heading: RunHeading;
  readonly metaTime: number;
  readonly times: readonly number[];
  readonly readAt: number;
  #data: RunData | undefined;
  #sizes: ReadonlyMap<string, number> | undefined;

  constructor(root: string, packed: PackedRun) {
    const [record, [readAt = 0, metaTime = 0, ...times], , user, deleted, rest] = packed;
    const { id, experimentId, experiment, name, status, startTime, endTime, artifactUri } = record;
    const path = `${root}/${experimentId}/${id}`;
    this.packed = packed;
    this.record = rest === 0 ? record : withValues(record, rest.values);
    this.heading = {
      ...{ id, path, experimentId, experiment, name, status, startTime },
      ...{ endTime, artifactUri, user, deleted: deleted === 1 },
    };
    this.metaTime = metaTime;
    this.times = times;
    this.readAt = readAt;
  }

  get nested(): IndexedRun["nested"] {
    const rest = this.packed[5];
    return rest === 0 ? [] : rest.nested;
  }

  get metricSizes(): ReadonlyMap<string, number> {
    const points = this.packed[2];
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
    const [, , points, , , rest] = this.packed;
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
