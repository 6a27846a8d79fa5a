import { CuadernoError } from "../../core/errors.js";
import { HttpProblem } from "../http-problem.js";

/**
 * HTTP status of MLflow's error codes. MLflow's server has 500 for INVALID_STATE, which its clients retry for minutes.
 */
const statuses = {
  BAD_REQUEST: 400,
  INVALID_STATE: 400,
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
} as const;

export type MlflowErrorCode = keyof typeof statuses;

/** An error with one of MLflow's codes, on which its clients decide. */
export class MlflowError extends Error {
  readonly code: MlflowErrorCode;

  constructor(code: MlflowErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "MlflowError";
    this.code = code;
  }
}

/** The response of an error in MLflow's format: `{"error_code": ..., "message": ...}`. */
export function mlflowErrorResponse(thrown: unknown, requestId: string): Response {
  const { code, message, status = statuses[code], headers = {} } = describe(thrown, requestId);
  return new Response(`${JSON.stringify({ error_code: code, message })}\n`, {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

interface ErrorDescription {
  readonly code: MlflowErrorCode;
  readonly message: string;
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

function describe(thrown: unknown, requestId: string): ErrorDescription {
  if (thrown instanceof MlflowError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof HttpProblem) {
    const { status, message, headers } = thrown;
    return { code: codeOfStatus(status), message, status, headers };
  }
  const unexpected = `the request failed; the server's log has request id ${requestId}`;
  if (!(thrown instanceof CuadernoError)) return { code: "INTERNAL_ERROR", message: unexpected };
  switch (thrown.kind) {
    case "argument":
      return { code: "INVALID_PARAMETER_VALUE", message: thrown.message };
    case "not-found":
      return { code: "RESOURCE_DOES_NOT_EXIST", message: thrown.message };
    case "access":
    case "environment":
      return { code: "INTERNAL_ERROR", message: thrown.message };
    case "format":
    case "failed":
      return { code: "INVALID_STATE", message: thrown.message };
    default:
      return { code: "INTERNAL_ERROR", message: unexpected };
  }
}

function codeOfStatus(status: number): MlflowErrorCode {
  const found = (Object.keys(statuses) as MlflowErrorCode[]).find((code) => statuses[code] === status);
  return found ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
}
