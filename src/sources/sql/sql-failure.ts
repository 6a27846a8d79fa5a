import { errorMessage } from "../../core/error-message.js";
import {
  AccessError,
  ArgumentError,
  CuadernoError,
  EnvironmentError,
  NotFoundError,
  TimeoutError,
} from "../../core/errors.js";
import type { DatabaseUrl } from "./parse-database-url.js";
import { type SqlPosition, sqlErrorAt } from "./sql-error-at.js";

/** The connection broke, or the server is at its limit: reading again may help. */
export class LostConnectionError extends EnvironmentError {}

/** Nothing listens at the URL; after a lost connection, the server may be restarting. */
class UnreachableError extends EnvironmentError {}

/** What is read, for errors. */
export interface SqlSubject {
  /** The function that the user called. */
  readonly caller: string;
  readonly url: DatabaseUrl;
  /** The table or query. */
  readonly name: string;
  /** The query's text, to show the line of an error. */
  readonly query?: string | undefined;
}

/** Whether another attempt may help: the connection broke, or broke before and cannot be made again yet. */
export function isRetryable(thrown: unknown, attempt: number): boolean {
  return thrown instanceof LostConnectionError || (attempt > 0 && thrown instanceof UnreachableError);
}

const lost = [
  ...["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE", "ER_SERVER_SHUTDOWN", "ER_CON_COUNT_ERROR"],
  ...["ER_TOO_MANY_USER_CONNECTIONS", "ER_CONNECTION_KILLED", "57P01", "57P02", "57P03", "53300", "08006", "08003"],
];
const denied = [
  ...["ER_ACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR", "ER_TABLEACCESS_DENIED_ERROR", "28P01", "28000", "42501"],
  ...["ER_ACCESS_DENIED_NO_PASSWORD_ERROR", "ER_COLUMNACCESS_DENIED_ERROR", "ER_HOST_NOT_PRIVILEGED"],
];
const unreachable = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENOENT", "EACCES"];
const slow = ["ETIMEDOUT", "PROTOCOL_SEQUENCE_TIMEOUT", "ER_STATEMENT_TIMEOUT", "ER_QUERY_TIMEOUT", "57014"];
const missingTable = ["ER_NO_SUCH_TABLE", "42P01"];
const missingDatabase = ["ER_BAD_DB_ERROR", "3D000"];
const missingParameter = ["ER_WRONG_ARGUMENTS", "42P02", "08P01"];

/** A driver's error as one sentence without the password. */
export function sqlFailure(thrown: unknown, { caller, url, name, query: sent }: SqlSubject): CuadernoError {
  if (thrown instanceof EnvironmentError || thrown instanceof TimeoutError) return thrown;
  if (thrown instanceof CuadernoError && thrown.message.startsWith(`${caller}:`)) return thrown;
  const cause = { cause: thrown };
  const code = getCode(thrown);
  const text = errorMessage(thrown).replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
  const masked = url.password() === "" ? text : text.replaceAll(url.password(), "***");
  const query = `${caller}: ${name} at ${url}: ${masked}`;
  if (thrown instanceof CuadernoError) return new ArgumentError(query, cause);
  if (denied.includes(code)) {
    return new AccessError(`${caller}: ${url} denies access: ${masked}; check user, password and privileges`, cause);
  }
  if (unreachable.includes(code)) {
    return new UnreachableError(`${caller}: cannot connect to ${url} (${code}); check host, port and server`, cause);
  }
  const isLost =
    lost.includes(code) || /Connection terminated|Connection lost|closed the connection|not queryable/i.test(text);
  if (slow.includes(code) || /timeout expired/i.test(text) || (isLost && /timeout/i.test(text))) {
    return new TimeoutError(
      `${caller}: no rows of ${name} from ${url} in time (${masked}); read less, or raise timeoutMs`,
      cause,
    );
  }
  if (isLost) {
    return new LostConnectionError(
      `${caller}: lost the connection to ${url} while reading ${name} (${masked}); try again`,
      cause,
    );
  }
  if (missingDatabase.includes(code))
    return new NotFoundError(`${caller}: no such database: ${url} (${masked}); create it, or correct the URL`, cause);
  if (missingTable.includes(code) || /no such table/.test(text)) return new NotFoundError(query, cause);
  if (code.startsWith("HANDSHAKE") || (!isQueryCode(code) && /SSL|TLS|certificate/i.test(text))) {
    return new EnvironmentError(
      `${caller}: ${url}: the encryption settings do not match (${masked}); try ?ssl=on or ?ssl=off`,
      cause,
    );
  }
  const hint = missingParameter.includes(code) ? "; pass one of parameters for each placeholder" : "";
  const { position } = thrown as { readonly position?: SqlPosition | string };
  if (typeof position === "object" && sent !== undefined) return sqlErrorAt(`${query}${hint}`, sent, position, thrown);
  return new ArgumentError(`${query}${hint}`, cause);
}

/** Whether a code is one for errors in a query, so that words in its message come from the query. */
function isQueryCode(code: string): boolean {
  return /^(ER_|[0-9A-Z]{5}$)/.test(code);
}

function getCode(thrown: unknown): string {
  const { code, errors } = thrown as { readonly code?: unknown; readonly errors?: readonly unknown[] | undefined };
  if (typeof code === "string") return code;
  return errors?.[0] === undefined ? "" : getCode(errors[0]);
}
