import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../../core/error-message.js";
import { runIds } from "../files/find-run.js";
import { formatMeta } from "../files/format-meta.js";
import { folderNames } from "../files/list-experiments.js";
import { type Meta, parseMeta } from "../files/parse-meta.js";
import { readText } from "../files/read-text.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { diagnoseRegistry } from "../registry/diagnose-registry.js";
import { diagnoseRun } from "./diagnose-run.js";
import { type Finding, quietMs } from "./finding.js";

/** Damaged, misplaced and left-behind files in a tracker's folder; it only reads. */
export function diagnoseStore(folder: TrackerFolder): Finding[] {
  const experiments = folderNames(folder.root)
    .filter((name) => name !== ".trash" && name !== "models")
    .sort()
    .flatMap((name) => {
      const path = join(folder.root, name);
      if (!/^[a-zA-Z0-9][\w-]{0,63}$/.test(name)) {
        return [
          {
            path,
            reason: "is not an experiment, which makes MLflow fail for the whole folder",
            fix: { kind: "remove", path, description: "move it to the backup" },
          } as const,
        ];
      }
      return diagnoseExperiment(folder, path, name);
    });
  return [...experiments, ...diagnoseRegistry(folder)];
}

function diagnoseExperiment(folder: TrackerFolder, path: string, id: string): Finding[] {
  const runs = runIds(path).filter((run) =>
    ["meta.yaml", "metrics", "params"].some((part) => existsSync(join(path, run, part))),
  );
  const file = join(path, "meta.yaml");
  if (!existsSync(file) && runs.length === 0) return [];
  return [
    ...diagnoseHeading(folder, file, path, id),
    ...leftBehind(folder, path),
    ...runs.flatMap((run) => [
      ...diagnoseRun(folder, join(path, run), run, id),
      ...leftBehind(folder, join(path, run)),
    ]),
  ];
}

function diagnoseHeading(folder: TrackerFolder, file: string, path: string, id: string): Finding[] {
  const here = pathToFileURL(path).href;
  let meta: Meta;
  try {
    meta = parseMeta(readText(file), file);
    if (typeof meta.name !== "string") throw new Error("it has no name");
  } catch (thrown) {
    const now = folder.now();
    const fields = {
      creation_time: now,
      experiment_id: id,
      last_update_time: now,
      lifecycle_stage: "active",
      name: `recovered-${id}`,
    };
    const text = formatMeta({ ...fields, artifact_location: here, trace_location: null, workspace: "default" });
    const description = `write it again, with the name recovered-${id}`;
    return [
      {
        path: file,
        reason: `cannot be read: ${errorMessage(thrown)}`,
        fix: { kind: "write", path: file, text, description },
      },
    ];
  }
  const recorded = meta.artifact_location;
  const moved = typeof recorded === "string" && recorded.startsWith("file:") && recorded !== here;
  const reasons = [
    ...(String(meta.experiment_id) === id
      ? []
      : [`has experiment_id ${String(meta.experiment_id)} in the folder ${id}, so that MLflow ignores it`]),
    ...(moved ? [`has artifacts at ${recorded}: the folder was moved`] : []),
  ];
  if (reasons.length === 0) return [];
  const text = formatMeta({ ...meta, experiment_id: id, ...(moved ? { artifact_location: here } : {}) });
  const description = "write the id and path of the folder";
  return [{ path: file, reason: reasons.join(", and "), fix: { kind: "write", path: file, text, description } }];
}

/** Temporary files and folders of processes that were killed. */
function leftBehind(folder: TrackerFolder, path: string): Finding[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(".tmp") && /^(\.|meta\.yaml\.)[0-9a-f]{32}\.tmp$/.test(name))
    .map((name) => join(path, name))
    .filter(
      (file) =>
        folder.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > quietMs,
    )
    .map((file) => ({
      path: file,
      reason: "was left behind by a process that was killed",
      fix: { kind: "remove", path: file, description: "remove it" },
    }));
}
