import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NotFoundError } from "../../core/errors.js";
import { checkArtifactPath } from "../check-artifact-path.js";
import type { LoggedModelEntry, LoggedModelStatus, LoggedModels } from "../tracker.js";
import { checkRunPath } from "./check-run-path.js";
import { findExperiment, loggedModelIds } from "./experiment-record.js";
import { elsewhere, isLocal } from "./file-run.js";
import { findRun } from "./find-run.js";
import { listFiles } from "./list-files.js";
import {
  createLoggedModel,
  type LoggedModel,
  logModelMetrics,
  readLoggedModel,
  updateLoggedModel,
  writeModelValues,
} from "./logged-model.js";
import { readRunInputs, writeModelInput, writeModelOutput } from "./run-inputs.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { writeArtifact } from "./write-artifact.js";

const statuses: readonly (LoggedModelStatus | undefined)[] = [undefined, "pending", "ready", "failed"];

/** Models that runs logged, in the folders of experiments. */
export function fileModels(folder: TrackerFolder): LoggedModels {
  const getExperiment = (id: string) => {
    const experiment = findExperiment(folder, id);
    if (experiment !== undefined) return experiment;
    throw new NotFoundError(`loggedModels: no experiment ${id} in ${folder.root}; start a run in it first`);
  };
  const read = (experimentId: string, id: string): LoggedModel => {
    const model = readLoggedModel(folder, join(getExperiment(experimentId).path, "models", id));
    if (model !== undefined) return model;
    throw new NotFoundError(`loggedModels: no model ${id} in ${folder.root}; list the models first`);
  };
  const getPath = ({ experimentId, id }: LoggedModelEntry): string => read(experimentId, id).path;
  return {
    list: async (experimentId) => {
      const experiment = findExperiment(folder, experimentId);
      return (experiment === undefined ? [] : loggedModelIds(experiment.path)).flatMap((id) => {
        const model = readLoggedModel(folder, join(experiment?.path ?? "", "models", id));
        return model === undefined || model.deleted ? [] : [toEntry(model)];
      });
    },
    create: async ({ runId, createdAt, ...model }) => {
      const experiment = getExperiment(model.experimentId);
      const { artifactLocation: root } = experiment;
      const id = createLoggedModel(folder, experiment.path, {
        ...{ ...model, sourceRunId: runId, creationTime: createdAt },
        artifactRoot: root.startsWith("s3:") ? root : undefined,
      });
      return toEntry(read(model.experimentId, id));
    },
    setTags: async (model, tags) => writeModelValues(folder, getPath(model), "tags", tags),
    logMetrics: async (model, runId, points) => {
      const path = getPath(model);
      for (const { key, ...point } of points) logModelMetrics(folder, path, runId, key, [point]);
    },
    setStatus: async (model, status) => updateLoggedModel(folder, getPath(model), { status: statuses.indexOf(status) }),
    ...modelArtifacts(folder, getPath),
    links: async (runId) => {
      const { models, outputs } = readRunInputs(folder, findRun(folder, runId, "loggedModels").path);
      return { inputs: models, outputs };
    },
    link: async (runId, { inputs, outputs }) => {
      const { path, id } = findRun(folder, runId, "loggedModels");
      for (const input of inputs) writeModelInput(folder, path, id, input);
      for (const output of outputs) writeModelOutput(folder, path, id, output);
    },
  };
}

function modelArtifacts(
  folder: TrackerFolder,
  getPath: (model: LoggedModelEntry) => string,
): Pick<LoggedModels, "artifacts" | "readArtifact" | "writeArtifact"> {
  return {
    artifacts: async (model) =>
      isLocal(model.artifactUri)
        ? listFiles(join(getPath(model), "artifacts"))
        : await elsewhere(folder).list(model.artifactUri, "artifacts"),
    readArtifact: async (model, path) => {
      checkArtifactPath(path, "readArtifact");
      if (!isLocal(model.artifactUri)) {
        const bytes = await elsewhere(folder).read(model.artifactUri, path, "readArtifact");
        if (bytes !== undefined) return bytes;
        throw new NotFoundError(`readArtifact: model ${model.id} has no artifact "${path}" at ${model.artifactUri}`);
      }
      const home = getPath(model);
      const file = join(home, "artifacts", path);
      checkRunPath(home, file, path, "readArtifact");
      return readFileSync(file);
    },
    writeArtifact: async (model, path, bytes) => {
      checkArtifactPath(path, "logArtifact");
      if (isLocal(model.artifactUri)) writeArtifact(folder, getPath(model), path, bytes);
      else await elsewhere(folder).write(model.artifactUri, path, bytes, "logArtifact");
    },
  };
}

function toEntry(model: LoggedModel): LoggedModelEntry {
  const { id, experimentId, name, modelType, sourceRunId, params, tags, creationTime, metrics } = model;
  return {
    ...{ id, experimentId, name, modelType, params, tags },
    runId: sourceRunId,
    createdAt: creationTime,
    status: statuses[model.status] ?? "pending",
    artifactUri: model.artifactLocation,
    metrics: metrics.map(({ runId = sourceRunId, ...point }) => ({ ...point, runId })),
  };
}
