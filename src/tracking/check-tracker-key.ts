import { posix } from "node:path";
import { ArgumentError } from "../core/errors.js";

/** Maximum lengths of keys and values in characters: the limits of MLflow's stores. */
export const trackerLimits = {
  key: 250,
  paramValue: 6_000,
  tagValue: 8_000,
  experimentName: 500,
  experimentTagValue: 5_000,
  datasetName: 500,
  datasetDigest: 36,
} as const;

type KeyKind = "param" | "metric" | "tag";

const methods: Readonly<Record<KeyKind, string>> = { param: "logParams", metric: "logMetrics", tag: "setTags" };

/**
 * Throws for a key that the file layout cannot store. Keys are file names there: letters, digits, `_ - . : /` and
 * spaces, and a relative path without empty parts.
 */
export function checkTrackerKey(kind: KeyKind, key: string, caller: string = methods[kind]): void {
  const fail = (problem: string): never => {
    const shown = key.length > 80 ? `${key.slice(0, 77)}...` : key;
    throw new ArgumentError(`${caller}: ${kind} key ${JSON.stringify(shown)} ${problem}`);
  };
  if (key === "") fail("is empty; give it a name");
  const length = [...key].length;
  if (length > trackerLimits.key) fail(`has ${length} characters, the limit is ${trackerLimits.key}; shorten it`);
  const invalid = /[^/\p{L}\p{N}_.\- :]/u.exec(key);
  if (invalid) {
    fail(`has ${JSON.stringify(invalid[0])}; only letters, digits, spaces and _ - . : / are allowed`);
  }
  const normal = posix.normalize(key);
  if (normal !== key || normal === "." || normal.startsWith("..") || normal.startsWith("/") || normal.endsWith("/")) {
    fail("is not a relative path; remove leading, trailing and double slashes and dots");
  }
  if (key.split("/").some((part) => Buffer.byteLength(part) > 255)) {
    fail("has a part of more than 255 bytes, too long for a file name; shorten it");
  }
  if (process.platform === "win32" && key.includes(":")) fail("has a colon, which Windows does not allow");
}

/** Throws for a value that is longer than the stores allow. */
export function checkValueLength(kind: "param" | "tag", key: string, value: string): void {
  const limit = kind === "param" ? trackerLimits.paramValue : trackerLimits.tagValue;
  if (value.length <= limit) return;
  const length = [...value].length;
  if (length > limit) {
    throw new ArgumentError(
      `${methods[kind]}: the value of ${kind} "${key}" has ${length} characters, the limit is ${limit}; use logArtifact`,
    );
  }
}
