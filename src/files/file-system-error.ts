import { errorMessage } from "../core/error-message.js";
import { AccessError, CuadernoError, EnvironmentError, FailedError, NotFoundError } from "../core/errors.js";

/** What failed. */
export interface FileOperation {
  /** Public function or command that the user called. */
  readonly caller: string;
  readonly verb: "read" | "write" | "remove" | "list";
  readonly path: string;
  /** What the user can do besides fixing the path itself, for example "choose another file with --output". */
  readonly fix?: string | undefined;
}

/**
 * The error of a file operation in one sentence with the path and the fix. An error that does not come from the file
 * system is returned as it is.
 */
export function fileSystemError(cause: unknown, { caller, verb, path, fix }: FileOperation): unknown {
  const code = errorCode(cause);
  if (cause instanceof CuadernoError || code === undefined || !("syscall" in (cause as Error))) return cause;
  const options = { cause };
  const cannot = `${caller}: cannot ${verb} ${path}`;
  switch (code) {
    case "ENOENT":
      return new NotFoundError(`${cannot}: no such file or folder; ${fix ?? "check the path"}`, options);
    case "EISDIR":
    case "ERR_FS_EISDIR":
      return new (verb === "write" ? AccessError : NotFoundError)(
        `${cannot}: it is a folder; ${fix ?? "name a file"}`,
        options,
      );
    case "ENOTDIR":
    case "EEXIST":
      return new (verb === "write" ? AccessError : NotFoundError)(
        `${cannot}: a part of the path is a file, not a folder; ${fix ?? "check the path"}`,
        options,
      );
    case "EACCES":
    case "EPERM":
      return new AccessError(
        `${caller}: no permission to ${verb} ${path} (${code}); ${fix ?? "change its owner or mode, or choose another path"}`,
        options,
      );
    case "EROFS":
      return new AccessError(`${cannot}: the file system is read-only; ${fix ?? "choose another folder"}`, options);
    case "ENOSPC":
    case "EDQUOT":
      return new EnvironmentError(
        `${caller}: no space left to ${verb} ${path}; free some space${fix === undefined ? "" : `, or ${fix}`}`,
        options,
      );
    case "ENAMETOOLONG":
      return new FailedError(`${cannot}: the name is too long for this file system; shorten it`, options);
    case "EMFILE":
    case "ENFILE":
      return new EnvironmentError(`${cannot}: too many open files; raise the limit with "ulimit -n"`, options);
    default:
      return new FailedError(`${cannot}: ${errorMessage(cause)}`, options);
  }
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}
