import { NotFoundError } from "../../core/errors.js";
import { checkArtifactPath } from "../check-artifact-path.js";
import type { LoggedModelEntry, LoggedModelStatus, LoggedModels } from "../tracker.js";
import { type MlflowConnection, type MlflowJson, readPages } from "./mlflow-connection.js";
import type { RemoteArtifacts } from "./remote-artifacts.js";
import { batchSize, toMetric } from "./rest-run.js";
import { toObjects, toPoint, toValues } from "./run-from-json.js";

const api = "/api/2.0/mlflow";
const caller = "loggedModels";

/** Models that runs logged, by MLflow's REST API. */
export function restModels(server: MlflowConnection, artifacts: RemoteArtifacts): LoggedModels {
  return {
    list: (experimentId) => searchModels(server, experimentId),
    create: async ({ experimentId, name, modelType, runId, params, tags }) => {
      const body = {
        ...{ experiment_id: experimentId, name, model_type: modelType, source_run_id: runId },
        ...{ params: toPairs(params), tags: toPairs(tags) },
      };
      const { model } = await server.send("POST", `${api}/logged-models`, body, caller);
      return toEntry(model as MlflowJson);
    },
    setTags: async ({ id }, tags) => {
      await server.send("PATCH", `${api}/logged-models/${id}/tags`, { model_id: id, tags: toPairs(tags) }, caller);
    },
    logMetrics: async ({ id }, runId, points) => {
      for (let start = 0; start < points.length; start += batchSize.metrics) {
        const metrics = points.slice(start, start + batchSize.metrics).map(({ key, ...point }) => ({
          ...toMetric(key, point),
          ...{ model_id: id, run_id: runId },
        }));
        await server.send("POST", `${api}/runs/log-batch`, { run_id: runId, metrics }, caller);
      }
    },
    setStatus: async ({ id }, status) => {
      const body = { model_id: id, status: statusNames[status] };
      await server.send("PATCH", `${api}/logged-models/${id}`, body, caller);
    },
    artifacts: (model) => artifacts.list(model.artifactUri, caller),
    readArtifact: async (model, path) => {
      checkArtifactPath(path, "readArtifact");
      const bytes = await artifacts.read(model.artifactUri, path, caller);
      if (bytes !== undefined) return bytes;
      throw new NotFoundError(`readArtifact: model ${model.id} has no artifact "${path}" at ${model.artifactUri}`);
    },
    writeArtifact: (model, path, bytes) => artifacts.write(model.artifactUri, path, bytes, caller),
    links: async (runId) => {
      const { run } = await server.get(`${api}/runs/get`, { run_id: runId }, caller);
      const { inputs, outputs } = run as MlflowJson;
      return {
        inputs: toObjects((inputs as MlflowJson | undefined)?.model_inputs).map(({ model_id: id }) => String(id)),
        outputs: toObjects((outputs as MlflowJson | undefined)?.model_outputs).map(({ model_id: id, step }) => ({
          id: String(id),
          step: Number(step ?? 0),
        })),
      };
    },
    link: async (runId, { inputs, outputs }) => {
      if (inputs.length > 0) {
        const models = inputs.map((id) => ({ model_id: id }));
        await server.send("POST", `${api}/runs/log-inputs`, { run_id: runId, models }, caller);
      }
      if (outputs.length > 0) {
        const models = outputs.map(({ id, step }) => ({ model_id: id, step }));
        await server.send("POST", `${api}/runs/outputs`, { run_id: runId, models }, caller);
      }
    },
  };
}

const statusNames: Readonly<Record<LoggedModelStatus, string>> = {
  pending: "LOGGED_MODEL_PENDING",
  ready: "LOGGED_MODEL_READY",
  failed: "LOGGED_MODEL_UPLOAD_FAILED",
};

/** Empty for servers before MLflow 3. */
async function searchModels(server: MlflowConnection, experimentId: string): Promise<LoggedModelEntry[]> {
  try {
    const found = await readPages<MlflowJson>((token) => {
      const body = { experiment_ids: [experimentId], max_results: 50, page_token: token };
      return server.send("POST", `${api}/logged-models/search`, body, caller);
    }, "models");
    return found.map(toEntry);
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return [];
    throw thrown;
  }
}

function toEntry({ info, data }: MlflowJson): LoggedModelEntry {
  const fields = info as MlflowJson;
  const { params, metrics } = (data ?? {}) as MlflowJson;
  const text = (value: unknown): string => String(value ?? "");
  const runId = text(fields.source_run_id);
  const statuses = Object.entries(statusNames) as [LoggedModelStatus, string][];
  return {
    id: text(fields.model_id),
    experimentId: text(fields.experiment_id),
    name: text(fields.name),
    modelType: text(fields.model_type),
    runId,
    createdAt: Number(fields.creation_timestamp_ms ?? 0),
    status: statuses.find(([, name]) => name === fields.status)?.[0] ?? "pending",
    artifactUri: text(fields.artifact_uri),
    params: toValues(params),
    tags: toValues(fields.tags),
    metrics: toObjects(metrics).map((metric) => ({
      ...toPoint(metric),
      key: text(metric.key),
      runId: text(metric.run_id) || runId,
    })),
  };
}

function toPairs(values: Readonly<Record<string, string>>): readonly MlflowJson[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
