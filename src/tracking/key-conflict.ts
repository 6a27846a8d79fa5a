import { ArgumentError } from "../core/errors.js";
import { errorCode } from "../files/file-system-error.js";

/** A key is a path: `loss` is a file and `loss/train` lies in a folder, so both cannot be. Says so instead of the system's words. */
export function refuseKeyConflict<Result>(kind: "param" | "metric" | "tag", key: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    if (!["ENOTDIR", "EISDIR", "EEXIST"].includes(errorCode(thrown) ?? "")) throw thrown;
    const rule = key.includes("/")
      ? `a part of it before a "/" is itself a ${kind} of this run`
      : `there are ${kind}s named "${key}/..." in this run`;
    throw new ArgumentError(
      `${kind} "${key}" cannot be kept: ${rule}, and a file cannot also be a folder; write "${key.replaceAll("/", "_")}_..." or the like instead`,
      { cause: thrown },
    );
  }
}
