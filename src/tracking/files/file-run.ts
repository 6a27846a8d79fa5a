import { mkdirSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { EnvironmentError } from "../../core/errors.js";
import { fileSystemError } from "../../files/file-system-error.js";
import { createFileSync, replaceFileSync } from "../../files/replace-file-sync.js";
import { checkedRun, checkTags, type RunStorage } from "../checked-run.js";

import { type RemoteArtifacts, remoteArtifacts } from "../rest/remote-artifacts.js";
import type { Run } from "../tracker.js";
import { appendToFile } from "./append-to-file.js";
import { checkRunPath } from "./check-run-path.js";
import { formatMeta } from "./format-meta.js";
import { formatMetric } from "./format-metric.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { readText } from "./read-text.js";
import type { RunHeading } from "./run-heading.js";
import { statusCodes } from "./run-status.js";
import { trackerFix } from "./tracker-fix.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { withMetaLock } from "./with-meta-lock.js";
import { withoutKeyConflict } from "./without-key-conflict.js";
import { writeArtifact } from "./write-artifact.js";
import { writeInput } from "./write-input.js";
import { writeParam } from "./write-param.js";

/** Heading of a new run. */
export interface NewRun {
  readonly experiment: { readonly id: string; readonly name: string; readonly path: string };
  readonly name: string;
  readonly user: string;
  readonly startTime: number;
  readonly tags: Readonly<Record<string, string>>;
  /** URI of the artifacts. @default the run's folder */
  readonly artifactUri?: string | undefined;
}

/** Creates the folder of a run and returns the run. Readers see it once its `meta.yaml` exists. */
export function createFileRun(
  folder: TrackerFolder,
  id: string,
  { experiment, name, user, startTime, tags, artifactUri: elsewhere }: NewRun,
): Run {
  const path = join(experiment.path, id);
  const artifactUri = elsewhere ?? pathToFileURL(join(path, "artifacts")).href;
  checkTags(tags);
  withFileErrors(path, "startRun", () => {
    for (const part of ["metrics", "params", "artifacts", "tags"]) mkdirSync(join(path, part), { recursive: true });
    writeTags(folder, path, tags);
    writeMeta(folder, path, {
      artifact_uri: artifactUri,
      deleted_time: null,
      end_time: null,
      entry_point_name: "",
      experiment_id: experiment.id,
      lifecycle_stage: "active",
      run_id: id,
      run_name: name,
      source_name: "",
      source_type: 4,
      source_version: "",
      start_time: startTime,
      status: statusCodes.running,
      tags: [],
      user_id: user,
    });
  });
  const heading = { id, name, experimentId: experiment.id, experiment: experiment.name, artifactUri };
  return checkedRun(heading, fileRunStorage(folder, { path, id, artifactUri }, false), folder.now);
}

/** An existing run, to record more of it. */
export function openFileRun(
  folder: TrackerFolder,
  { path, id, name, experimentId, experiment, artifactUri, status }: RunHeading,
): Run {
  const storage = fileRunStorage(folder, { path, id, artifactUri }, status !== "running" && status !== "scheduled");
  return checkedRun({ id, name, experimentId, experiment, artifactUri }, storage, folder.now);
}

/** Whether artifacts are in the run's folder. */
export function isLocal(artifactUri: string): boolean {
  return artifactUri.startsWith("file:");
}

/** Artifacts of runs on another store, such as `s3://`. */
export function elsewhere({ openArtifacts }: TrackerFolder): RemoteArtifacts {
  return remoteArtifacts(undefined, (uri) => {
    if (openArtifacts !== undefined) return openArtifacts(uri);
    throw new EnvironmentError(`logArtifact: no store is configured for ${uri}; open the tracker with openTracker`);
  });
}

function fileRunStorage(
  folder: TrackerFolder,
  { path, id, artifactUri }: Pick<RunHeading, "path" | "id" | "artifactUri">,
  hasEnded: boolean,
): RunStorage {
  let isFinal = hasEnded;
  const checked = new Set<string>();
  /** Each folder is checked for links once, as metrics are logged often. */
  const checkFolder = (part: string, key: string, caller: string): void => {
    const target = dirname(join(path, part, key));
    if (checked.has(target)) return;
    checkRunPath(path, target, key, caller);
    checked.add(target);
  };
  return {
    params: (values) =>
      withFileErrors(path, "logParams", () => {
        for (const [key, value] of values) {
          checkFolder("params", key, "logParams");
          writeParam(folder, path, key, value);
        }
      }),
    metrics: (metrics) =>
      withFileErrors(path, "logMetrics", () => {
        for (const [key, points] of metrics) {
          checkFolder("metrics", key, "logMetrics");
          appendMetric(folder, path, key, formatMetric(points));
        }
        // Indexes compare only the times of folders of runs that have ended, and a file that grows changes no folder.
        if (isFinal) utimesSync(join(path, "metrics"), folder.now() / 1_000, folder.now() / 1_000);
      }),
    tags: (tags) =>
      withFileErrors(path, "setTags", () => {
        for (const key of Object.keys(tags)) checkFolder("tags", key, "setTags");
        writeTags(folder, path, tags);
        const name = tags["mlflow.runName"];
        if (name !== undefined) updateMeta(folder, path, { run_name: name });
      }),
    artifact: (artifact, content) => {
      if (isLocal(artifactUri)) {
        return withFileErrors(path, "logArtifact", () => writeArtifact(folder, path, artifact, content));
      }
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      return elsewhere(folder).write(artifactUri, artifact, bytes, "logArtifact");
    },
    input: (input) => withFileErrors(path, "logInput", () => writeInput(folder, path, id, input)),
    end: (status, time) => {
      isFinal = true;
      withFileErrors(path, "end", () => updateMeta(folder, path, { status: statusCodes[status], end_time: time }));
    },
  };
}

/** Reads the file again before writing, under a lock, so that a change by another process is not lost. */
export function updateMeta(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  withMetaLock(path, () => {
    const { deleted_time, ...meta } = parseMeta(readText(file), file);
    const deleted = deleted_time === null || deleted_time === undefined ? {} : { deleted_time };
    writeMeta(folder, path, { ...meta, ...deleted, ...changes });
  });
}

function writeMeta(folder: TrackerFolder, path: string, meta: Meta): void {
  replaceFileSync(join(path, "meta.yaml"), formatMeta(meta), { temporary: temporaryIn(folder, path), flush: true });
}

/** Creates the file with its first points, so that readers never see an empty file; the loser of a race appends. */
function appendMetric(folder: TrackerFolder, path: string, key: string, text: string): void {
  const file = join(path, "metrics", key);
  withoutKeyConflict("metric", key, "logMetrics", () => {
    if (appendToFile(file, text)) return;
    if (createFileSync(file, text, { temporary: temporaryIn(folder, path) })) return;
    appendToFile(file, text);
  });
}

function writeTags(folder: TrackerFolder, path: string, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    withoutKeyConflict("tag", key, "setTags", () =>
      replaceFileSync(join(path, "tags", key), value, { temporary: temporaryIn(folder, path) }),
    );
  }
}

/** Next to `metrics`, `params` and `tags`, where every file is a value. */
function temporaryIn(folder: TrackerFolder, path: string): string {
  return join(path, `.${folder.newId()}.tmp`);
}

function withFileErrors(path: string, caller: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw fileSystemError(thrown, { caller, verb: "write", path, fix: trackerFix });
  }
}
