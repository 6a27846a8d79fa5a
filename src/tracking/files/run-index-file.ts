import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { MetricPoint } from "../tracker.js";
import { formatPythonFloat } from "./format-python-float.js";
import type { IndexedRun } from "./indexed-run.js";
import { parsePythonFloat } from "./parse-python-float.js";
import { statusCodes, toStatus } from "./run-status.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Files of other versions are ignored. */
const version = 1;

/** Content of an index file. Strings are stored once and referred to by their number. */
interface IndexFile {
  readonly version: number;
  readonly root: string;
  readonly strings: readonly string[];
  readonly experiments: readonly (readonly [id: number, name: number, runs: readonly PackedRun[]])[];
}

/** Numbers of one run; `values` are key and value, `points` are key, value, step, time and size of each metric. */
type PackedRun = readonly [
  heading: readonly (number | string | null)[],
  times: readonly number[],
  nested: readonly (number | string)[],
  params: readonly number[],
  tags: readonly number[],
  points: readonly (number | string)[],
];

/** The runs of an index file by their paths; none when it is missing, damaged, or of another folder. */
export function loadRunIndex({ root }: TrackerFolder, file: string): Map<string, IndexedRun> {
  const runs = new Map<string, IndexedRun>();
  try {
    const saved = JSON.parse(readFileSync(file, "utf8")) as IndexFile;
    if (saved.version !== version || saved.root !== root) return runs;
    const text = (index: number): string => saved.strings[index] ?? "";
    for (const [id, name, packed] of saved.experiments) {
      const experiment = { id: text(id), name: text(name), path: join(root, text(id)) };
      for (const run of packed) {
        const unpacked = unpackRun(run, experiment, text);
        runs.set(unpacked.heading.path, unpacked);
      }
    }
  } catch {
    runs.clear();
  }
  return runs;
}

/** Writes an index file atomically. It only saves time, so that a folder that cannot be written is ignored. */
export function saveRunIndex(folder: TrackerFolder, file: string, runs: ReadonlyMap<string, IndexedRun>): void {
  const strings: string[] = [];
  const numbers = new Map<string, number>();
  const number = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, strings.length);
    strings.push(text);
    return strings.length - 1;
  };
  const experiments = new Map<string, [number, number, PackedRun[]]>();
  for (const run of runs.values()) {
    const { experimentId, experiment } = run.heading;
    let entry = experiments.get(experimentId);
    if (entry === undefined) {
      entry = [number(experimentId), number(experiment), []];
      experiments.set(experimentId, entry);
    }
    entry[2].push(packRun(run, number));
  }
  const saved: IndexFile = { version, root: folder.root, strings, experiments: [...experiments.values()] };
  try {
    replaceFileSync(file, JSON.stringify(saved), { temporary: `${file}.${folder.newId()}.tmp` });
  } catch {
    return;
  }
}

function packRun(
  { heading, data, metaTime, folders, metricSizes, readAt }: IndexedRun,
  number: (text: string) => number,
): PackedRun {
  const { id, name, status, startTime, endTime, artifactUri, user, deleted, path } = heading;
  const ownUri = pathToFileURL(join(path, "artifacts")).href;
  return [
    [
      number(id),
      number(name),
      statusCodes[status],
      startTime,
      endTime ?? null,
      artifactUri === ownUri ? -1 : number(artifactUri),
      number(user),
      deleted ? 1 : 0,
    ],
    [readAt, metaTime, ...folders.slice(0, 3).map(([, time]) => time)],
    folders.slice(3).flatMap(([folder, time]) => [number(folder.slice(path.length)), time]),
    Object.entries(data.params).flatMap(([key, value]) => [number(key), number(value)]),
    Object.entries(data.tags).flatMap(([key, value]) => [number(key), number(value)]),
    Object.entries(data.metrics).flatMap(([key, { value, step, timestamp, dataset }]) => [
      ...[number(key), Number.isFinite(value) && !Object.is(value, -0) ? value : formatPythonFloat(value)],
      ...[step, timestamp, metricSizes.get(key) ?? -1],
      dataset === undefined ? -1 : number(JSON.stringify(dataset)),
    ]),
  ];
}

function unpackRun(
  [heading, [readAt = 0, metaTime = 0, ...times], nested, params, tags, points]: PackedRun,
  experiment: { readonly id: string; readonly name: string; readonly path: string },
  text: (index: number) => string,
): IndexedRun {
  const [idIndex, name, status, startTime, endTime, uri, user, deleted] = heading as number[];
  const id = text(idIndex ?? -1);
  const path = `${experiment.path}/${id}`;
  const metrics: [string, MetricPoint][] = [];
  const metricSizes = new Map<string, number>();
  for (let index = 0; index < points.length; index += 6) {
    const [keyIndex, value, step, timestamp, size, dataset] = points.slice(index, index + 6) as number[];
    const key = text(keyIndex ?? -1);
    const point = { value: toNumber(value), step: step ?? 0, timestamp: timestamp ?? 0 };
    metrics.push([key, dataset === -1 ? point : { ...point, dataset: JSON.parse(text(dataset ?? -1)) }]);
    metricSizes.set(key, size ?? -1);
  }
  const folders = ["params", "metrics", "tags"].map((part, index) => [`${path}/${part}`, times[index] ?? 0] as const);
  const deeper: (readonly [string, number])[] = [];
  for (let index = 0; index < nested.length; index += 2) {
    deeper.push([path + text(Number(nested[index])), Number(nested[index + 1])]);
  }
  return {
    heading: {
      id,
      path,
      experimentId: experiment.id,
      experiment: experiment.name,
      name: text(name ?? -1),
      status: toStatus(status) ?? "finished",
      startTime: startTime ?? 0,
      endTime: endTime ?? undefined,
      artifactUri: uri === -1 ? pathToFileURL(`${path}/artifacts`).href : text(uri ?? -1),
      user: text(user ?? -1),
      deleted: deleted === 1,
    },
    data: {
      params: unpackValues(params, text),
      tags: unpackValues(tags, text),
      metrics: Object.fromEntries(metrics),
    },
    metaTime,
    folders: [...folders, ...deeper],
    metricSizes,
    readAt,
  };
}

function unpackValues(packed: readonly number[], text: (index: number) => string): Record<string, string> {
  const values: [string, string][] = [];
  for (let index = 0; index < packed.length; index += 2) {
    values.push([text(packed[index] ?? -1), text(packed[index + 1] ?? -1)]);
  }
  return Object.fromEntries(values);
}

function toNumber(value: number | string | undefined): number {
  return typeof value === "number" ? value : (parsePythonFloat(value ?? "nan") ?? Number.NaN);
}
