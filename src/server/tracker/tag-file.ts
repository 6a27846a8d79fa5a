import { rmSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";
import { checkTrackerKey } from "../../tracking/check-tracker-key.js";

/** Removes a tag of a registered model or a version; a missing tag is ignored, as in MLflow. */
export function deleteTagFile(path: string, key: string): void {
  checkTrackerKey("tag", key, "delete-tag");
  try {
    rmSync(join(path, "tags", key));
  } catch (thrown) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(thrown) ?? "")) throw thrown;
  }
}
