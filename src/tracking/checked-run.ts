import { ArgumentError } from "../core/errors.js";
import { checkArtifactPath } from "./check-artifact-path.js";
import { checkKey, checkValueLength, trackerLimits } from "./check-key.js";
import type { EndStatus, MetricPoint, ParamValue, Run, RunInput } from "./tracker.js";

/** Where one run's records go. Everything it is given has been checked. */
export interface RunStorage {
  params(texts: readonly (readonly [key: string, text: string])[]): void | Promise<void>;
  metrics(points: readonly (readonly [key: string, points: readonly MetricPoint[]])[]): void | Promise<void>;
  tags(texts: Readonly<Record<string, string>>): void | Promise<void>;
  artifact(path: string, content: string | Uint8Array): void | Promise<void>;
  input(input: RunInput): void | Promise<void>;
  end(status: EndStatus, time: number): void | Promise<void>;
}

/** A run over a storage. Each call is checked whole before any of it is kept, so a refusal changes nothing. */
export function checkedRun(
  heading: Pick<Run, "id" | "name" | "experimentId" | "experiment" | "artifactUri">,
  storage: RunStorage,
  now: () => number,
): Run {
  return {
    ...heading,
    logParams: async (params) => {
      await storage.params(Object.entries(params).map(([key, value]) => [key, paramText(key, value)] as const));
    },
    logMetrics: async (metrics, { step = 0, timestamp = now() } = {}) => {
      const points = Object.entries(metrics).map(
        ([key, value]) => [key, [checkPoint(key, { value, step, timestamp })]] as const,
      );
      await storage.metrics(points);
    },
    logMetricHistory: async (key, points) => {
      const timestamp = now();
      const complete = Array.from<number | MetricPoint, MetricPoint>(points, (point, step) =>
        checkPoint(key, typeof point === "object" ? point : { value: point, step, timestamp }),
      );
      if (complete.length > 0) await storage.metrics([[key, complete]]);
    },
    setTags: async (tags) => {
      checkTags(tags);
      await storage.tags(tags);
    },
    logArtifact: async (path, content) => {
      checkArtifactPath(path, "logArtifact");
      await storage.artifact(path, content);
    },
    logInput: async (input) => {
      checkInput(input);
      await storage.input(input);
    },
    end: async (status = "finished") => {
      await storage.end(status, now());
    },
  };
}

/** Refuses tags that a store cannot keep. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, text] of Object.entries(tags)) {
    checkKey("tag", key);
    if (typeof text !== "string") {
      throw new ArgumentError(
        `setTags: the value of tag "${key}" must be text, it is ${typeof text}; turn it into text`,
      );
    }
    checkValueLength("tag", key, text);
  }
}

function paramText(key: string, value: ParamValue): string {
  checkKey("param", key);
  if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
    throw new ArgumentError(
      `logParams: the value of param "${key}" must be text, a number, a boolean or null, it is ${typeof value}; use JSON.stringify or log its parts`,
    );
  }
  const text = String(value);
  checkValueLength("param", key, text);
  return text;
}

function checkPoint(key: string, point: MetricPoint): MetricPoint {
  checkKey("metric", key);
  if (typeof point.value !== "number") {
    throw new ArgumentError(
      `logMetrics: metric "${key}" must be a number, got ${JSON.stringify(point.value) ?? typeof point.value}`,
    );
  }
  if (!Number.isSafeInteger(point.step)) {
    throw new ArgumentError(`logMetrics: the step of metric "${key}" must be a whole number, got ${point.step}`);
  }
  if (!Number.isFinite(point.timestamp)) {
    throw new ArgumentError(`logMetrics: the time of metric "${key}" must be milliseconds, got ${point.timestamp}`);
  }
  return point;
}

function checkInput({ name, digest }: RunInput): void {
  if (name === "" || digest === "") {
    throw new ArgumentError("logInput: a data set needs a name and a digest; hashFile makes one");
  }
  if ([...name].length > trackerLimits.datasetName) {
    throw new ArgumentError(
      `logInput: the name of a data set may have ${trackerLimits.datasetName} characters; shorten it`,
    );
  }
}
