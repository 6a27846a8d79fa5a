import { rmSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";
import { checkTrackerKey } from "../../tracking/check-tracker-key.js";
import { setRunDeleted } from "../../tracking/files/delete-run.js";
import { createFileRun, updateMeta } from "../../tracking/files/file-run.js";
import { statusCodes, toStatus } from "../../tracking/files/run-status.js";
import type { Route } from "../service-request.js";
import { artifactRoot } from "./experiment-routes.js";
import { loggingRoutes } from "./logging-routes.js";
import { MlflowError } from "./mlflow-error.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute } from "./mlflow-route.js";
import { toRunInfoJson, toRunJson } from "./run-json.js";
import { runSearchRoutes } from "./run-search-routes.js";
import { cutLongValues, openRun, runId } from "./run-values.js";
import type { TrackerStore } from "./tracker-store.js";

/** MLflow's REST API of runs. */
export function runRoutes(store: TrackerStore): Route[] {
  const { folder } = store;
  return [
    ...mlflowRoute("post", "/2.0/mlflow/runs/create", (fields) => createRun(store, fields)),
    ...mlflowRoute("get", "/2.0/mlflow/runs/get", (fields) => ({
      run: toRunJson(folder, store.run(runId(fields))),
    })),
    ...mlflowRoute("post", "/2.0/mlflow/runs/update", (fields) => updateRun(store, fields)),
    ...mlflowRoute("post", "/2.0/mlflow/runs/delete", (fields) => {
      setRunDeleted(folder, store.run(runId(fields)).path, true);
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/runs/restore", (fields) => {
      setRunDeleted(folder, store.run(runId(fields)).path, false);
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/runs/delete-tag", (fields) => deleteTag(store, fields)),
    ...runSearchRoutes(store),
    ...loggingRoutes(store),
  ];
}

async function createRun(store: TrackerStore, fields: MlflowFields): Promise<object> {
  const { folder } = store;
  const experiment = store.experiment(fields.text("experiment_id") || "0");
  if (experiment.deleted) {
    throw new MlflowError(
      "INVALID_STATE",
      `Could not create run under non-active experiment with ID ${experiment.id}.`,
    );
  }
  const tags = cutLongValues("tag", fields.pairs("tags"));
  const tagged = tags["mlflow.runName"];
  const given = fields.text("run_name") || undefined;
  if (given !== undefined && tagged !== undefined && given !== tagged) {
    throw new ArgumentError(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${given}', mlflow.runName='${tagged}').`,
    );
  }
  const id = folder.newId();
  const name = given ?? tagged ?? `run-${id.slice(0, 6)}`;
  const user = fields.text("user_id") || tags["mlflow.user"] || store.user;
  const startTime = fields.integer("start_time") ?? folder.now();
  const root = artifactRoot(experiment);
  const artifactUri = root === experiment.path ? undefined : `${root}/${id}/artifacts`;
  createFileRun(folder, id, {
    ...{ experiment, name, user, startTime, artifactUri },
    tags: { ...tags, "mlflow.runName": name },
  });
  return { run: toRunJson(folder, store.run(id)) };
}

async function updateRun(store: TrackerStore, fields: MlflowFields): Promise<object> {
  const { folder } = store;
  const heading = store.activeRun(runId(fields));
  const name = fields.text("run_name") || undefined;
  const code = fields.has("status") ? toStatusCode(fields) : undefined;
  const endTime = fields.integer("end_time");
  if (name !== undefined) await openRun(store, heading).setTags({ "mlflow.runName": name });
  if (code !== undefined || endTime !== undefined) {
    updateMeta(folder, heading.path, {
      status: code ?? statusCodes[heading.status],
      end_time: endTime ?? heading.endTime ?? null,
    });
  }
  return { run_info: toRunInfoJson(folder, store.run(heading.id)) };
}

/** The status as MLflow's files have it, from its name or its number. */
function toStatusCode(fields: MlflowFields): number {
  const text = fields.text("status") ?? "";
  const status = toStatus(/^\d$/.test(text) ? Number(text) : text);
  if (status !== undefined) return statusCodes[status];
  throw new ArgumentError(
    `status: expected one of ${Object.keys(statusCodes).join(", ").toUpperCase()}, got "${text}"`,
  );
}

function deleteTag(store: TrackerStore, fields: MlflowFields): object {
  const { path, id } = store.activeRun(runId(fields));
  const key = fields.requiredText("key");
  checkTrackerKey("tag", key, "runs/delete-tag");
  try {
    rmSync(join(path, "tags", key));
  } catch (cause) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(cause) ?? "")) throw cause;
    throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No tag with name: ${key} in run with id ${id}`, { cause });
  }
  return {};
}
