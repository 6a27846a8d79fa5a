import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileSystemError } from "../../files/file-system-error.js";
import { updateMeta } from "./file-run.js";
import { runIds } from "./find-run.js";
import { listExperiments } from "./list-experiments.js";
import { parseMeta } from "./parse-meta.js";
import { readRunHeading } from "./read-run-heading.js";
import { readText } from "./read-text.js";
import type { RunHeading } from "./run-heading.js";
import { trackerFix } from "./tracker-fix.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Marks a run as deleted, as MLflow does; the folder stays until it is collected. */
export function deleteFileRun(folder: TrackerFolder, heading: RunHeading): RunHeading {
  setRunDeleted(folder, heading.path, true);
  return heading;
}

/** Makes a deleted run active. */
export function restoreFileRun(folder: TrackerFolder, heading: RunHeading): RunHeading {
  setRunDeleted(folder, heading.path, false);
  return heading;
}

/** Marks a run as deleted now, or as active. */
export function setRunDeleted(folder: TrackerFolder, path: string, deleted: boolean): void {
  try {
    updateMeta(folder, path, {
      lifecycle_stage: deleted ? "deleted" : "active",
      deleted_time: deleted ? folder.now() : null,
    });
  } catch (thrown) {
    const caller = deleted ? "deleteRun" : "restoreRun";
    throw fileSystemError(thrown, { caller, verb: "write", path, fix: trackerFix });
  }
}

/** Something that was deleted and can be removed from the disk. */
export interface DeletedFolder {
  readonly kind: "run" | "experiment" | "leftover";
  readonly path: string;
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970; undefined when it was not recorded. */
  readonly deletedTime: number | undefined;
}

/**
 * Runs and experiments that were deleted at least `olderThanMs` ago, as MLflow's `gc` selects them: deleted runs of
 * every experiment, and the experiments in `.trash` by their last update.
 */
export function listDeleted(folder: TrackerFolder, olderThanMs: number): DeletedFolder[] {
  const latest = folder.now() - olderThanMs;
  const trash = join(folder.root, ".trash");
  const isOld = ({ deletedTime }: DeletedFolder): boolean => (deletedTime ?? Number.NEGATIVE_INFINITY) <= latest;
  const experiments = listExperiments(folder, trash)
    .map(({ id, name, path }): DeletedFolder => {
      return { kind: "experiment", path, id, name, deletedTime: readTime(path, "last_update_time") };
    })
    .filter(isOld);
  const runs = listExperiments(folder).flatMap((experiment) =>
    runIds(experiment.path).flatMap((id): DeletedFolder[] => {
      const path = join(experiment.path, id);
      const heading = readRunHeading(folder, experiment, path, id, { deleted: true });
      if (heading === undefined) return [];
      return [{ kind: "run", path, id, name: heading.name, deletedTime: readTime(path, "deleted_time") }];
    }),
  );
  return [...runs.filter(isOld), ...experiments, ...listLeftovers(folder)];
}

/**
 * Removes a deleted folder from the disk. It is renamed first, so that readers see all of it or nothing, and renamed
 * back when it was restored in the meantime: false.
 */
export function removeDeleted({ kind, path, id }: DeletedFolder): boolean {
  try {
    if (kind === "leftover") {
      rmSync(path, { recursive: true, force: true });
      return true;
    }
    const parent = path.slice(0, -id.length - 1);
    const moved = join(parent, `.${id}.gc`);
    renameSync(path, moved);
    if (parseMeta(readText(join(moved, "meta.yaml")), moved).lifecycle_stage !== "deleted") {
      renameSync(moved, path);
      return false;
    }
    rmSync(moved, { recursive: true, force: true });
    return true;
  } catch (thrown) {
    throw fileSystemError(thrown, { caller: "runs gc", verb: "remove", path });
  }
}

/**
 * URIs of the artifacts of a deleted run, or of the runs of a deleted experiment, that are on S3. Only those of the
 * form that trackers write, `<root>/<run id>/artifacts`: a URI that someone edited may contain more than the run.
 */
export function deletedArtifactUris({ kind, path }: DeletedFolder): string[] {
  const runs = kind === "experiment" ? runIds(path).map((id) => join(path, id)) : [path];
  return runs.flatMap((run) => {
    const file = join(run, "meta.yaml");
    const uri = existsSync(file) ? parseMeta(readText(file), file).artifact_uri : undefined;
    const isOwn = typeof uri === "string" && uri.startsWith("s3://") && uri.endsWith(`/${basename(run)}/artifacts`);
    return isOwn ? [uri] : [];
  });
}

/** Folders whose removal was interrupted. */
function listLeftovers(folder: TrackerFolder): DeletedFolder[] {
  const parents = [...listExperiments(folder).map(({ path }) => path), join(folder.root, ".trash")];
  return parents.filter(existsSync).flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => /^\..+\.gc$/.test(name))
      .map((name): DeletedFolder => {
        return { kind: "leftover", path: join(parent, name), id: name.slice(1, -3), name, deletedTime: undefined };
      }),
  );
}

function readTime(path: string, field: string): number | undefined {
  const file = join(path, "meta.yaml");
  const time = parseMeta(readText(file), file)[field];
  return typeof time === "number" ? time : undefined;
}
