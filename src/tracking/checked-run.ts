import { ArgumentError } from "../core/errors.js";
import { checkArtifactPath } from "./check-artifact-path.js";
import { checkTrackerKey, checkValueLength, trackerLimits } from "./check-tracker-key.js";
import type { EndStatus, MetricPoint, ParamValue, Run, RunInput } from "./tracker.js";

/** Storage of one run. Its arguments have been checked. */
export interface RunStorage {
  params(values: readonly (readonly [key: string, value: string])[]): void | Promise<void>;
  metrics(points: readonly (readonly [key: string, points: readonly MetricPoint[]])[]): void | Promise<void>;
  tags(values: Readonly<Record<string, string>>): void | Promise<void>;
  artifact(path: string, content: string | Uint8Array): void | Promise<void>;
  input(input: RunInput): void | Promise<void>;
  end(status: EndStatus, time: number): void | Promise<void>;
}

/**
 * A run over a storage. All arguments of a call are checked before any is written, so that an error changes nothing.
 */
export function checkedRun(
  heading: Pick<Run, "id" | "name" | "experimentId" | "experiment" | "artifactUri">,
  storage: RunStorage,
  now: () => number,
): Run {
  return {
    ...heading,
    logParams: async (params) => {
      await storage.params(Object.entries(params).map(([key, value]) => [key, formatParam(key, value)] as const));
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
    end: async (status = "finished", { endTime = now() } = {}) => {
      await storage.end(status, endTime);
    },
  };
}

/** Throws for tags that a store cannot hold. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    checkTrackerKey("tag", key);
    if (typeof value !== "string") {
      throw new ArgumentError(`setTags: tag "${key}": expected a string, got ${typeof value}; use String(value)`);
    }
    checkValueLength("tag", key, value);
  }
}

function formatParam(key: string, value: ParamValue): string {
  checkTrackerKey("param", key);
  if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
    throw new ArgumentError(
      `logParams: param "${key}": expected a string, number, boolean or null, got ${typeof value}; use JSON.stringify or log its parts`,
    );
  }
  const text = String(value);
  checkValueLength("param", key, text);
  return text;
}

function checkPoint(key: string, point: MetricPoint): MetricPoint {
  checkTrackerKey("metric", key);
  const fail = (what: string, expected: string, value: unknown): never => {
    throw new ArgumentError(
      `logMetrics: ${what}metric "${key}": expected ${expected}, got ${JSON.stringify(value) ?? typeof value}`,
    );
  };
  if (typeof point.value !== "number") fail("", "a number", point.value);
  if (!Number.isSafeInteger(point.step)) {
    fail("step of ", Number.isInteger(point.step) ? "an integer between -2^53 and 2^53" : "an integer", point.step);
  }
  if (!Number.isFinite(point.timestamp)) fail("timestamp of ", "milliseconds", point.timestamp);
  return point;
}

function checkInput({ name, digest }: RunInput): void {
  if (name === "" || digest === "") {
    throw new ArgumentError("logInput: a dataset needs a name and a digest; use hashFile for the digest");
  }
  const length = [...name].length;
  if (length > trackerLimits.datasetName) {
    throw new ArgumentError(
      `logInput: the dataset's name has ${length} characters, the limit is ${trackerLimits.datasetName}; shorten it`,
    );
  }
}
