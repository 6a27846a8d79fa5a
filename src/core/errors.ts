/**
 * The family of errors that Cuaderno throws. Each message names who refuses, the rule, the value seen, the place and the fix.
 * `kind` lets callers branch without matching text; the command line maps it to an exit code.
 */
export class CuadernoError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.name = new.target.name;
  }
}

/** What went wrong, in one word. */
export type ErrorKind =
  | "argument"
  | "format"
  | "not-found"
  | "access"
  | "environment"
  | "timeout"
  | "interrupted"
  | "failed";

/** A caller passed a value that the function cannot accept. */
export class ArgumentError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("argument", message, options);
  }
}

/** A file or message does not have the form it must have. */
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

/** The other side refused: wrong credentials, missing permission, read-only place. */
export class AccessError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("access", message, options);
  }
}

/** Something that must be installed, running or free is not: a binary, a kernel, a server, disk space. */
export class EnvironmentError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("environment", message, options);
  }
}

/** Work did not end within its limit. */
export class TimeoutError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("timeout", message, options);
  }
}

/** The user or the system asked to stop. */
export class InterruptedError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("interrupted", message, options);
  }
}

/** The work itself failed: a notebook cell threw, a gate did not pass. */
export class FailedError extends CuadernoError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super("failed", message, options);
  }
}
