import { CuadernoError } from "../core/errors.js";
import type { MetricPoint, Run, RunRecord, Tracker } from "./tracker.js";

/** Tag of a copied run with the id of the run that it is a copy of. */
export const sourceRunTag = "cuaderno.source.run";

export interface CopyRunsOptions {
  /** Name or id of the experiment whose runs are copied. @default every experiment */
  readonly experiment?: string | undefined;
  /** Ids of runs, or prefixes of them. @default every run */
  readonly ids?: readonly string[] | undefined;
  /** Called after each run. */
  readonly onCopied?: ((copied: CopiedRun) => void) | undefined;
  /** Called for a run that the target cannot hold completely; the others are copied. @default throws its error */
  readonly onRefused?: ((run: RunRecord, error: CuadernoError) => void) | undefined;
}

/** A run and its copy. */
export interface CopiedRun {
  readonly from: string;
  readonly to: string;
  readonly name: string;
  /** Whether the copy was made now: otherwise what it lacked was added. */
  readonly isNew: boolean;
}

/**
 * Copies runs from one tracker to another: parameters, every point of every metric, tags, datasets, artifacts, name,
 * times, status and nesting; `copyLoggedModels` copies the models that MLflow 3 logs with runs. It can be repeated: a
 * copy is found by its tag `cuaderno.source.run`, and only what it lacks is added; the source of a copy is not copied
 * back.
 *
 * @example await copyRuns(await openTracker(), await openTracker({ uri: "http://127.0.0.1:5000" }))
 */
export async function copyRuns(source: Tracker, target: Tracker, options: CopyRunsOptions = {}): Promise<CopiedRun[]> {
  const chosen =
    options.ids === undefined
      ? await source.runs({ experiment: options.experiment })
      : await Promise.all(options.ids.map((id) => source.run(id)));
  const existing = new Map((await target.runs()).map((run) => [toOrigin(run), run]));
  const copied: CopiedRun[] = [];
  // Parents are older than their nested runs.
  for (const run of [...chosen].sort(
    (a, b) => a.startTime - b.startTime || Number(a.parentId !== undefined) - Number(b.parentId !== undefined),
  )) {
    const before = existing.get(toOrigin(run));
    const parent = run.parentId === undefined ? undefined : findParent(run.parentId, chosen, existing);
    let writer: Run;
    try {
      writer = before === undefined ? await startCopy(target, run, parent) : await target.openRun(before.id);
      existing.set(toOrigin(run), { ...run, id: writer.id, experimentId: writer.experimentId });
      await copyValues(source, target, run, { writer, before });
    } catch (thrown) {
      if (!isRefusal(thrown) || options.onRefused === undefined) throw thrown;
      options.onRefused(run, thrown);
      continue;
    }
    const one = { from: run.id, to: writer.id, name: run.name, isNew: before === undefined };
    copied.push(one);
    options.onCopied?.(one);
  }
  return copied;
}

/** Whether an error is about what a run holds, so that other runs may succeed. */
function isRefusal(thrown: unknown): thrown is CuadernoError {
  return thrown instanceof CuadernoError && (thrown.kind === "argument" || thrown.kind === "format");
}

/** Id of the run that a run is a copy of, or its own. */
function toOrigin(run: RunRecord): string {
  return run.tags[sourceRunTag] ?? run.id;
}

function findParent(
  id: string,
  runs: readonly RunRecord[],
  existing: ReadonlyMap<string, RunRecord>,
): RunRecord | undefined {
  const parent = runs.find((run) => run.id === id);
  return existing.get(parent === undefined ? id : toOrigin(parent));
}

function startCopy(target: Tracker, run: RunRecord, parent: RunRecord | undefined): Promise<Run> {
  const { "mlflow.parentRunId": _, ...tags } = run.tags;
  return target.startRun({
    experiment: run.experiment,
    name: run.name,
    parent,
    startTime: run.startTime,
    trackerTags: false,
    tags: { ...tags, [sourceRunTag]: toOrigin(run) },
  });
}

async function copyValues(
  source: Tracker,
  target: Tracker,
  run: RunRecord,
  { writer, before }: { readonly writer: Run; readonly before: RunRecord | undefined },
): Promise<void> {
  const params = Object.entries(run.params).filter(([key, value]) => before?.params[key] !== value);
  if (params.length > 0) await writer.logParams(Object.fromEntries(params));
  for (const key of Object.keys(run.metrics)) {
    const known = before !== undefined && Object.hasOwn(before.metrics, key);
    const missing = missingPoints(
      await source.metricHistory(run.id, key),
      known ? await target.metricHistory(writer.id, key) : [],
    );
    await writer.logMetricHistory(key, missing);
  }
  const inputs = before === undefined ? [] : await target.inputs(writer.id);
  for (const input of await source.inputs(run.id)) {
    if (!inputs.some(({ name, digest }) => name === input.name && digest === input.digest))
      await writer.logInput(input);
  }
  await copyArtifacts(source, target, run.id, writer);
  if (before !== undefined) {
    const { "mlflow.parentRunId": _, [sourceRunTag]: _origin, ...tags } = run.tags;
    const changed = Object.entries(tags).filter(([key, value]) => before.tags[key] !== value);
    if (changed.length > 0) await writer.setTags(Object.fromEntries(changed));
  }
  const hasEnded = run.status !== "running" && run.status !== "scheduled";
  if (hasEnded && (before?.status !== run.status || before.endTime !== run.endTime)) {
    await writer.end(run.status, { endTime: run.endTime });
  }
}

/** Points that are not in another history, where a point may be there several times. */
export function missingPoints<Point extends MetricPoint & { readonly key?: string | undefined }>(
  points: readonly Point[],
  known: readonly Point[],
): Point[] {
  const counts = new Map<string, number>();
  const toKey = ({ value, step, timestamp, key = "" }: Point): string => `${step} ${timestamp} ${value} ${key}`;
  for (const point of known) counts.set(toKey(point), (counts.get(toKey(point)) ?? 0) + 1);
  return points.filter((point) => {
    const count = counts.get(toKey(point)) ?? 0;
    counts.set(toKey(point), count - 1);
    return count <= 0;
  });
}

/** An artifact of the same size is read on both sides, as its bytes may differ. */
async function copyArtifacts(source: Tracker, target: Tracker, id: string, writer: Run): Promise<void> {
  const there = new Map((await target.artifacts(writer.id)).map(({ path, size }) => [path, size]));
  for (const { path, size } of await source.artifacts(id)) {
    const bytes = await source.readArtifact(id, path);
    const isSame = there.get(path) === size && isEqualBytes(bytes, await target.readArtifact(writer.id, path));
    if (!isSame) await writer.logArtifact(path, bytes);
  }
}

export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
