import { errorMessage } from "../../core/error-message.js";
import { AccessError, CuadernoError, EnvironmentError } from "../../core/errors.js";

/** Turns an error of the file system into a sentence that names the place and the fix; other errors stay as they are. */
export function fileSystemError(thrown: unknown, caller: string, path: string): unknown {
  if (thrown instanceof CuadernoError) return thrown;
  switch (errorCode(thrown)) {
    case "ENOSPC":
    case "EDQUOT":
      return new EnvironmentError(
        `${caller}: no space left on the disk to write ${path}; free some, or set MLFLOW_TRACKING_URI to a folder with room`,
        { cause: thrown },
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new AccessError(
        `${caller}: may not write ${path}; allow this user to write there, or set MLFLOW_TRACKING_URI to another folder`,
        { cause: thrown },
      );
    case "EMFILE":
    case "ENFILE":
      return new EnvironmentError(`${caller}: too many open files to write ${path}; raise the limit with ulimit -n`, {
        cause: thrown,
      });
    case undefined:
      return thrown;
    default:
      return new EnvironmentError(`${caller}: could not write ${path}: ${errorMessage(thrown)}`, { cause: thrown });
  }
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
}
