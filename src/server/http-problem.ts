import { type CuadernoError, CuadernoError as CuadernoErrorClass } from "../core/errors.js";
import type { Reply } from "./reply.js";

/** What is wrong with one value of a request. */
export interface FieldProblem {
  /** Index of the row, from 0. */
  readonly row?: number | undefined;
  /** The column or parameter. */
  readonly field: string;
  /** JSON pointer to the value in the request's body. */
  readonly pointer?: string | undefined;
  readonly detail: string;
}

/** What a problem document holds besides its status. */
export interface HttpProblemOptions {
  /** The values that are wrong. */
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/** A request that cannot be served, as a problem document (RFC 9457). */
export class HttpProblem extends Error {
  readonly status: number;
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, { errors = [], headers = {}, cause }: HttpProblemOptions = {}) {
    super(detail, { cause });
    this.name = "HttpProblem";
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Maximum number of errors that a document lists. */
const listedErrors = 100;

/**
 * The response of a problem: `application/problem+json` with type, title, status, detail, request id and the values
 * that are wrong. Of an unexpected error nothing but the status is shown.
 */
export function problemReply(thrown: unknown, requestId: string): Reply {
  const problem = toProblem(thrown);
  const { status, message, errors, headers } = problem;
  const document = {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail: message,
    requestId,
    ...(errors.length > 0 && { errors: errors.slice(0, listedErrors) }),
    ...(errors.length > listedErrors && { errorCount: errors.length }),
  };
  return {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    content: `${JSON.stringify(document)}\n`,
  };
}

/** The problem of any thrown value; an unexpected error is a 500 without details. */
export function toProblem(thrown: unknown): HttpProblem {
  if (thrown instanceof HttpProblem) return thrown;
  if (thrown instanceof CuadernoErrorClass) return fromKind(thrown);
  return new HttpProblem(500, "the request failed; the server's log has the request id", { cause: thrown });
}

function fromKind(error: CuadernoError): HttpProblem {
  switch (error.kind) {
    case "argument":
    case "format":
      return new HttpProblem(422, error.message, { cause: error });
    case "not-found":
      return new HttpProblem(404, error.message, { cause: error });
    default:
      return new HttpProblem(500, "the request failed; the server's log has the request id", { cause: error });
  }
}
