import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { readText } from "./read-text.js";
import { type RunHeading, toRunHeading } from "./run-heading.js";
import type { TrackerFolder } from "./tracker-folder.js";

/**
 * Heading of the run in a folder; undefined without a `meta.yaml`, for a deleted run (with `deleted`, for an active
 * one; with "any", for neither), and for a damaged file, which is reported.
 */
export function readRunHeading(
  folder: TrackerFolder,
  experiment: { readonly id: string; readonly name: string },
  path: string,
  id: string,
  { deleted = false }: { readonly deleted?: boolean | "any" | undefined } = {},
): RunHeading | undefined {
  const file = `${path}/meta.yaml`;
  const damaged = (reason: string): undefined => {
    folder.onProblem({ path: file, reason });
  };
  let meta: Meta;
  try {
    meta = parseMeta(readText(file), file);
  } catch (thrown) {
    const code = errorCode(thrown);
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : damaged(errorMessage(thrown));
  }
  const isDeleted = meta.lifecycle_stage === "deleted";
  if (deleted !== "any" && isDeleted !== deleted) return undefined;
  return toRunHeading(meta, { experiment, path, id }, damaged);
}
