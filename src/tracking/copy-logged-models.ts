import { NotFoundError } from "../core/errors.js";
import { isEqualBytes, missingPoints } from "./copy-runs.js";
import type { LoggedModelEntry, LoggedModels, ModelPoint, Tracker } from "./tracker.js";

/** Tag of a copied model with the id of the model that it is a copy of. */
export const sourceModelTag = "cuaderno.source.model";

/** A model and its copy. */
export interface CopiedModel {
  readonly from: string;
  /** Undefined where the target stores no models of MLflow 3. */
  readonly to: string | undefined;
  readonly name: string;
  /** Id of the source's run that logged it. */
  readonly runId: string;
  /** Whether the copy was made now: otherwise what it lacked was added. */
  readonly isNew: boolean;
}

/**
 * Copies the models that clients of MLflow 3 or later logged with runs that were copied: parameters, tags, metrics,
 * artifacts, status, and which runs made and used them. It can be repeated: a copy is found by its tag
 * `cuaderno.source.model`.
 *
 * @param runs copied runs, as `copyRuns` returns them
 * @example await copyLoggedModels(source, target, await copyRuns(source, target))
 */
export async function copyLoggedModels(
  source: Tracker,
  target: Tracker,
  runs: readonly { readonly from: string; readonly to: string }[],
): Promise<CopiedModel[]> {
  const runIds = new Map(runs.map(({ from, to }) => [from, to]));
  const chosen: LoggedModelEntry[] = [];
  for (const { id } of runs.length === 0 ? [] : await source.experiments()) {
    const all = (await source.loggedModels?.list(id)) ?? [];
    chosen.push(...all.filter(({ runId }) => runIds.has(runId)));
  }
  if (source.loggedModels === undefined || chosen.length === 0) return [];
  const known = new Map<string, LoggedModelEntry>();
  const copied: CopiedModel[] = [];
  for (const model of chosen.sort((a, b) => a.createdAt - b.createdAt)) {
    const { id: from, name, runId } = model;
    const before = await findCopy(target, runIds.get(runId) ?? "", model, known);
    const copy = before ?? (await createCopy(target, model, runIds.get(runId) ?? ""));
    copied.push({ from, to: copy?.id, name, runId, isNew: before === undefined });
    if (copy === undefined || target.loggedModels === undefined) continue;
    known.set(toModelOrigin(model), copy);
    await copyContent([source.loggedModels, target.loggedModels], [model, copy], runIds);
  }
  const ids = new Map(copied.flatMap(({ from, to }) => (to === undefined ? [] : [[from, to] as const])));
  if (target.loggedModels !== undefined && ids.size > 0) {
    for (const run of runs) await copyLinks([source.loggedModels, target.loggedModels], run, ids);
  }
  return copied;
}

/** Id of the model that a model is a copy of, or its own. */
export function toModelOrigin({ id, tags }: LoggedModelEntry): string {
  return tags[sourceModelTag] ?? id;
}

/** Models of the experiment of the target's run are listed when the first of them is looked for. */
async function findCopy(
  { loggedModels, run }: Tracker,
  runId: string,
  model: LoggedModelEntry,
  known: Map<string, LoggedModelEntry>,
): Promise<LoggedModelEntry | undefined> {
  const origin = toModelOrigin(model);
  if (!known.has(origin)) {
    const { experimentId } = await run(runId);
    for (const other of (await loggedModels?.list(experimentId)) ?? []) known.set(toModelOrigin(other), other);
  }
  return known.get(origin);
}

async function createCopy(
  { loggedModels, run }: Tracker,
  { name, modelType, params, tags, createdAt, ...model }: LoggedModelEntry,
  runId: string,
): Promise<LoggedModelEntry | undefined> {
  const { experimentId } = await run(runId);
  const origin = toModelOrigin({ ...model, name, modelType, params, tags, createdAt });
  const copy = { ...{ experimentId, name, modelType, runId, params, createdAt }, tags: withOrigin(tags, origin) };
  try {
    return await loggedModels?.create(copy);
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}

/** Registered versions of a model are those of its registry. */
function withOrigin(tags: Readonly<Record<string, string>>, origin: string): Readonly<Record<string, string>> {
  const { "mlflow.modelVersions": _, ...others } = tags;
  return { ...others, [sourceModelTag]: origin };
}

async function copyContent(
  [source, target]: readonly [LoggedModels, LoggedModels],
  [model, copy]: readonly [LoggedModelEntry, LoggedModelEntry],
  runIds: ReadonlyMap<string, string>,
): Promise<void> {
  const expected = withOrigin(model.tags, toModelOrigin(model));
  const changed = Object.entries(expected).filter(
    ([key, value]) => copy.tags[key] !== value && !(key === sourceModelTag && value === copy.id),
  );
  if (changed.length > 0) await target.setTags(copy, Object.fromEntries(changed));
  for (const [from, to] of runIds) {
    const points = (all: LoggedModelEntry["metrics"], runId: string): ModelPoint[] =>
      all.filter((point) => point.runId === runId).map(({ runId: _, ...point }) => point);
    const missing = missingPoints(points(model.metrics, from), points(copy.metrics, to));
    if (missing.length > 0) await target.logMetrics(copy, to, missing);
  }
  const there = new Map((await target.artifacts(copy)).map(({ path, size }) => [path, size]));
  for (const { path, size } of await source.artifacts(model)) {
    const bytes = await source.readArtifact(model, path);
    const isSame = there.get(path) === size && isEqualBytes(bytes, await target.readArtifact(copy, path));
    if (!isSame) await target.writeArtifact(copy, path, bytes);
  }
  if (model.status !== copy.status && model.status !== "pending") await target.setStatus(copy, model.status);
}

async function copyLinks(
  [source, target]: readonly [LoggedModels, LoggedModels],
  { from, to }: { readonly from: string; readonly to: string },
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const [given, there] = [await source.links(from), await target.links(to)];
  const inputs = given.inputs.flatMap((id) => ids.get(id) ?? []).filter((id) => !there.inputs.includes(id));
  const outputs = given.outputs.flatMap(({ id, step }) => {
    const copy = ids.get(id);
    return copy === undefined || there.outputs.some((output) => output.id === copy) ? [] : [{ id: copy, step }];
  });
  if (inputs.length + outputs.length > 0) await target.link(to, { inputs, outputs });
}
