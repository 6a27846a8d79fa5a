import { ArgumentError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";

/**
 * Result of `write`, with an error that explains a conflict of keys: a key is a path, so `loss` is a file and
 * `loss/train` is in a folder `loss`, and they cannot both exist.
 */
export function withoutKeyConflict<Result>(
  kind: "param" | "metric" | "tag",
  key: string,
  caller: string,
  write: () => Result,
): Result {
  try {
    return write();
  } catch (thrown) {
    const code = errorCode(thrown) ?? "";
    if (code === "ELOOP") {
      throw new ArgumentError(`${caller}: ${kind} "${key}" is a symbolic link in this run; remove the link`, {
        cause: thrown,
      });
    }
    if (!["ENOTDIR", "EISDIR", "EEXIST"].includes(code)) throw thrown;
    const rule = key.includes("/")
      ? `a part of it before a "/" is a ${kind} of this run`
      : `this run has ${kind}s named "${key}/..."`;
    throw new ArgumentError(
      `${caller}: cannot store ${kind} "${key}": ${rule}; use another name, like "${key.replaceAll("/", "_")}_total"`,
      { cause: thrown },
    );
  }
}
