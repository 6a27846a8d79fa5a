import { ArgumentError } from "../../core/errors.js";
import { checkedRun, type RunStorage } from "../checked-run.js";
import type { DatasetInput } from "../files/run-inputs.js";
import { toDatasetInput } from "../files/write-input.js";
import type { MetricPoint, Run } from "../tracker.js";
import type { MlflowConnection, MlflowJson } from "./mlflow-connection.js";
import type { RemoteArtifacts } from "./remote-artifacts.js";
import { toRemoteRun } from "./run-from-json.js";

/** Points, parameters or tags that a request has at most. */
export const batchSize = { metrics: 1_000, params: 100, tags: 100 } as const;

/** A run of a tracking server that is being recorded. */
export function restRun(
  heading: Pick<Run, "id" | "name" | "experimentId" | "experiment" | "artifactUri">,
  server: MlflowConnection,
  artifacts: RemoteArtifacts,
  now: () => number,
): Run {
  return checkedRun(heading, restRunStorage(heading, server, artifacts), now);
}

function restRunStorage(
  { id, artifactUri }: Pick<Run, "id" | "artifactUri">,
  server: MlflowConnection,
  artifacts: RemoteArtifacts,
): RunStorage {
  const log = async (caller: string, part: keyof typeof batchSize, values: readonly MlflowJson[]): Promise<void> => {
    for (let start = 0; start < values.length; start += batchSize[part]) {
      const body = { run_id: id, [part]: values.slice(start, start + batchSize[part]) };
      await server.send("POST", "/api/2.0/mlflow/runs/log-batch", body, caller);
    }
  };
  return {
    params: async (values) => {
      try {
        await log(
          "logParams",
          "params",
          values.map(([key, value]) => ({ key, value })),
        );
      } catch (thrown) {
        if (thrown instanceof ArgumentError) await explainConflict(server, id, values);
        throw thrown;
      }
    },
    metrics: (metrics) =>
      log(
        "logMetrics",
        "metrics",
        metrics.flatMap(([key, points]) => points.map((point) => toMetric(key, point))),
      ),
    tags: (tags) =>
      log(
        "setTags",
        "tags",
        Object.entries(tags).map(([key, value]) => ({ key, value })),
      ),
    artifact: (path, content) => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      return artifacts.write(artifactUri, path, bytes, "logArtifact");
    },
    input: (input) => logDatasets(server, id, [toDatasetInput(input)], "logInput"),
    end: async (status, time) => {
      const body = { run_id: id, status: status.toUpperCase(), end_time: Math.round(time) };
      await server.send("POST", "/api/2.0/mlflow/runs/update", body, "end");
    },
  };
}

/** Records datasets of a run as MLflow stores them. */
export async function logDatasets(
  server: MlflowConnection,
  id: string,
  datasets: readonly DatasetInput[],
  caller: string,
): Promise<void> {
  const body = {
    run_id: id,
    datasets: datasets.map(({ tags, name, digest, sourceType, source, schema, profile }) => ({
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      dataset: { name, digest, source_type: sourceType, source, schema, profile },
    })),
  };
  await server.send("POST", "/api/2.0/mlflow/runs/log-inputs", body, caller);
}

/** A value that is not finite is a string in MLflow's JSON; without quotes, servers store 0 instead. */
export function toMetric(key: string, { value, step, timestamp, dataset }: MetricPoint): MlflowJson {
  const text = Number.isNaN(value) ? "NaN" : value === 0 ? "-0.0" : value > 0 ? "Infinity" : "-Infinity";
  return {
    key,
    value: Number.isFinite(value) && !Object.is(value, -0) ? value : text,
    timestamp: Math.round(timestamp),
    step,
    dataset_name: dataset?.name,
    dataset_digest: dataset?.digest,
  };
}

/** Throws the error of a parameter that has another value already. */
async function explainConflict(
  server: MlflowConnection,
  id: string,
  values: readonly (readonly [key: string, value: string])[],
): Promise<void> {
  const { run } = await server.get("/api/2.0/mlflow/runs/get", { run_id: id }, "logParams");
  const { params } = toRemoteRun(run as MlflowJson, new Map()).record;
  for (const [key, value] of values) {
    const before = Object.hasOwn(params, key) ? params[key] : undefined;
    if (before === undefined || before === value) continue;
    throw new ArgumentError(
      `logParams: param "${key}" is ${JSON.stringify(before.slice(0, 80))} already, got ${JSON.stringify(value.slice(0, 80))}; start another run or use a tag`,
    );
  }
}
