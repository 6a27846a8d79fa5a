import type { QueryExecution } from "@aws-sdk/client-athena";
import type { SqlPosition } from "../sql/sql-error-at.js";

/** What Athena reports, with a code as other databases have it and the position in the user's query. */
export class AthenaError extends Error {
  /** SQLSTATE, or the code of a connection. */
  readonly code: string;
  readonly position: SqlPosition | undefined;

  constructor(message: string, code: string, position: SqlPosition | undefined, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.position = position;
  }
}

/** The user's query begins on the second line of `UNLOAD (`. */
const linesBefore = 1;

/** The reason of a query that failed. */
export function toAthenaError(execution: QueryExecution | undefined): AthenaError {
  const { StateChangeReason = "", AthenaError: details } = execution?.Status ?? {};
  const text = details?.ErrorMessage || StateChangeReason || "the query was cancelled";
  const isUnload = /^\s*UNLOAD/i.test(execution?.Query ?? "");
  // Category 1 is the service: it may work again.
  const code = details?.Retryable === true && details.ErrorCategory === 1 ? "ECONNRESET" : getCode(text);
  return fromText(text, code, isUnload);
}

/** An error of a call: rejected statements come this way as well. */
export function fromSdkError(thrown: unknown): unknown {
  const { name = "", message = "", code } = thrown as { name?: string; message?: string; code?: string };
  if (typeof code === "string") return thrown;
  if (/^(AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|InvalidClientToken|Credentials)/.test(name)) {
    return new AthenaError(message, "28000", undefined, { cause: thrown });
  }
  if (/^(TooManyRequests|Throttling|InternalServer|ServiceUnavailable)/.test(name)) {
    return new AthenaError(message, "ECONNRESET", undefined, { cause: thrown });
  }
  if (name === "InvalidRequestException") return fromText(message, getCode(message), true, { cause: thrown });
  return thrown;
}

function fromText(text: string, code: string, isUnload: boolean, options: { cause?: unknown } = {}): AthenaError {
  const [, line, column] = /\bline (\d+):(\d+)/.exec(text) ?? [];
  const inQuery = Number(line) - (isUnload ? linesBefore : 0);
  const position = line === undefined || inQuery < 1 ? undefined : { line: inQuery, column: Number(column) };
  const reason = text.replace(/\bline \d+:\d+: /, "").replace(/\s*\[?Execution ID:.*$/i, "");
  const repeated = /Column name '?(\w+)'? specified more than once/i.exec(reason)?.[1];
  const sentence =
    repeated === undefined ? reason : `the result has two columns named "${repeated}"; rename one with AS`;
  return new AthenaError(sentence, code, position, options);
}

function getCode(text: string): string {
  if (/TABLE_NOT_FOUND|Table .* does not exist/i.test(text)) return "42P01";
  if (/SCHEMA_NOT_FOUND|(Schema|Database) .* (does not exist|not found)/i.test(text)) return "3D000";
  if (/INSUFFICIENT|Access Denied|PERMISSION_DENIED/i.test(text)) return "42501";
  return /Incorrect number of parameters|INVALID_PARAMETER_USAGE/i.test(text) ? "42P02" : "42000";
}
