import { posix } from "node:path";
import { ArgumentError } from "../core/errors.js";

/** What keys and values may be at most, in characters: the limits of MLflow's stores. */
export const trackerLimits = {
  key: 250,
  paramValue: 6_000,
  tagValue: 8_000,
  experimentName: 500,
  datasetName: 500,
  datasetDigest: 36,
} as const;

/**
 * Refuses a key that the file layout cannot hold. Keys are file names there, so only letters, digits, `_ - . : /` and blanks
 * may stand in them, and the key must be a plain relative path.
 */
export function checkKey(kind: "param" | "metric" | "tag", key: string): void {
  const refuse = (rule: string): never => {
    throw new ArgumentError(`${caller(kind)}: ${kind} key ${JSON.stringify(key)} ${rule}`);
  };
  if (key === "") refuse("is empty; give it a name");
  const length = [...key].length;
  if (length > trackerLimits.key) refuse(`has ${length} characters, the limit is ${trackerLimits.key}; shorten it`);
  const illegal = /[^/\p{L}\p{N}_.\- :]/u.exec(key);
  if (illegal) {
    refuse(`holds ${JSON.stringify(illegal[0])}; only letters, digits and _ - . : / and blanks are allowed`);
  }
  const normal = posix.normalize(key);
  if (normal !== key || normal === "." || normal.startsWith("..") || normal.startsWith("/") || normal.endsWith("/")) {
    refuse("is not a plain relative path; leave out leading, trailing and double slashes and dots");
  }
  if (key.split("/").some((part) => Buffer.byteLength(part) > 255)) {
    refuse("has a part of more than 255 bytes, too long for a file name; shorten it");
  }
  if (process.platform === "win32" && key.includes(":")) refuse("holds a colon, which Windows does not allow");
}

/** Refuses a value longer than the stores can hold. */
export function checkValueLength(kind: "param" | "tag", key: string, value: string): void {
  const limit = kind === "param" ? trackerLimits.paramValue : trackerLimits.tagValue;
  if (value.length <= limit) return;
  const length = [...value].length;
  if (length > limit) {
    throw new ArgumentError(
      `${caller(kind)}: the value of ${kind} "${key}" has ${length} characters, the limit is ${limit}; keep it with logArtifact`,
    );
  }
}

function caller(kind: "param" | "metric" | "tag"): string {
  return { param: "logParams", metric: "logMetrics", tag: "setTags" }[kind];
}
