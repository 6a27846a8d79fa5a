import { errorMessage } from "../core/error-message.js";
import { AccessError, type CuadernoError, EnvironmentError, FailedError, NotFoundError } from "../core/errors.js";

/** The sentence for what the file system refused; `path` is what was to be read, written or removed. */
export function fileSystemError(
  cause: unknown,
  { verb, path }: { readonly verb: "read" | "write" | "remove" | "list"; readonly path: string },
): CuadernoError {
  const options = { cause };
  switch ((cause as NodeJS.ErrnoException | undefined)?.code) {
    case "ENOENT":
      return new NotFoundError(`store: cannot ${verb} ${path}: there is no such file or folder`, options);
    case "EISDIR":
      return new NotFoundError(`store: cannot ${verb} ${path}: it is a folder, not a file`, options);
    case "ENOTDIR":
    case "EEXIST":
      return new NotFoundError(`store: cannot ${verb} ${path}: a part of the path is a file, not a folder`, options);
    case "EACCES":
    case "EPERM":
      return new AccessError(
        `store: no permission to ${verb} ${path}; change its owner or mode, or choose another folder`,
        options,
      );
    case "EROFS":
      return new AccessError(
        `store: cannot ${verb} ${path}: the file system is read-only; choose another folder`,
        options,
      );
    case "ENOSPC":
    case "EDQUOT":
      return new EnvironmentError(
        `store: cannot ${verb} ${path}: the disk is full; nothing was left behind, free some space and run again`,
        options,
      );
    case "ENAMETOOLONG":
      return new FailedError(`store: cannot ${verb} ${path}: the name is too long for this file system`, options);
    case "EMFILE":
    case "ENFILE":
      return new EnvironmentError(`store: cannot ${verb} ${path}: too many open files; raise "ulimit -n"`, options);
    default:
      return new FailedError(`store: cannot ${verb} ${path}: ${errorMessage(cause)}`, options);
  }
}
