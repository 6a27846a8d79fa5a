import { CuadernoError } from "../core/errors.js";

/** Exit codes: 0 ok, 1 notebook or gate failed, 2 usage, 3 check failed, 4 environment, 5 time-out, 130 interrupted. */
export function exitCode(thrown: unknown): number {
  if (!(thrown instanceof CuadernoError)) return 1;
  switch (thrown.kind) {
    case "failed":
      return 1;
    case "argument":
    case "not-found":
      return 2;
    case "format":
      return 3;
    case "access":
    case "environment":
      return 4;
    case "timeout":
      return 5;
    case "interrupted":
      return 130;
  }
}
