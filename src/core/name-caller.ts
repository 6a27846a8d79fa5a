import { CuadernoError } from "./errors.js";

/**
 * What `work` returns, or its promise; an error that names another function of this package, such as the reader that it
 * calls, names `caller`.
 *
 * @example nameCaller("sql", () => readTable("t.csv", cities)) // "sql: line 3 of t.csv has 1 cells ..."
 */
export function nameCaller<Result>(caller: string, work: () => Result): Result {
  try {
    const result = work();
    if (!(result instanceof Promise)) return result;
    return result.catch((cause: unknown) => {
      throw toCallerError(caller, cause);
    }) as Result;
  } catch (cause) {
    throw toCallerError(caller, cause);
  }
}

/** An error that names `caller` where it named another function of this package. */
export function toCallerError(caller: string, error: unknown): unknown {
  if (error instanceof CuadernoError) {
    const message = error.message.replace(/^[a-z]\w*: /, `${caller}: `);
    if (error.stack !== undefined) error.stack = error.stack.replace(error.message, () => message);
    error.message = message;
  }
  return error;
}
