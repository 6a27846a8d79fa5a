/**
 * Base class of all errors that Cuaderno throws. The message names the public function, what is wrong with value and
 * position, and the fix. `kind` lets a program branch without matching text; the CLI maps it to an exit code.
 */
export class CuadernoError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.name = new.target.name;
  }
}

/** Category of an error. */
export type ErrorKind =
  | "argument"
  | "format"
  | "not-found"
  | "access"
  | "environment"
  | "timeout"
  | "interrupted"
  | "failed";

/** An argument or option is not valid. */
export class ArgumentError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("argument", message, options);
  }
}

/** A file or message has an invalid format. */
export class FormatError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("format", message, options);
  }
}

/** A file, object, run or name does not exist. */
export class NotFoundError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("not-found", message, options);
  }
}

/** Access was denied: wrong credentials, missing permission, read-only target. */
export class AccessError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("access", message, options);
  }
}

/** Something required is missing or unavailable: a binary, a kernel, a server, disk space. */
export class EnvironmentError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("environment", message, options);
  }
}

/** An operation exceeded its time limit. */
export class TimeoutError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("timeout", message, options);
  }
}

/** The user or the system stopped the operation. */
export class InterruptedError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("interrupted", message, options);
  }
}

/** The operation failed: a notebook cell threw, a quality gate did not pass. */
export class FailedError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("failed", message, options);
  }
}
