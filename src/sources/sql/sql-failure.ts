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

/** The connection broke, or the server has no room now: reading again may help. */
export class LostConnectionError extends EnvironmentError {}

/** Nothing listens there; after a connection that broke, a server that starts again. */
class UnreachableError extends EnvironmentError {}

/** Whether another try may help: the connection broke, or has broken before and is not there again yet. */
export function mayReadAgain(thrown: unknown, attempt: number): boolean {
  return thrown instanceof LostConnectionError || (attempt > 0 && thrown instanceof UnreachableError);
}

const lost = [
  ...["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE", "ER_SERVER_SHUTDOWN", "ER_CON_COUNT_ERROR"],
  ...["ER_TOO_MANY_USER_CONNECTIONS", "ER_CONNECTION_KILLED", "57P01", "57P02", "57P03", "53300", "08006", "08003"],
];
const denied = [
  ...[
    "ER_ACCESS_DENIED_ERROR",
    "ER_DBACCESS_DENIED_ERROR",
    "ER_TABLEACCESS_DENIED_ERROR",
    "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
  ],
  ...["ER_COLUMNACCESS_DENIED_ERROR", "ER_HOST_NOT_PRIVILEGED", "28P01", "28000", "42501"],
];
const unreachable = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENOENT", "EACCES"];
const slow = ["ETIMEDOUT", "PROTOCOL_SEQUENCE_TIMEOUT", "ER_STATEMENT_TIMEOUT", "ER_QUERY_TIMEOUT", "57014"];

const unbound = ["ER_WRONG_ARGUMENTS", "42P02", "08P01"];

/** What a driver threw, as one sentence without the password. `what` is the table or query that was asked. */
export function sqlFailure(thrown: unknown, address: DatabaseUrl, what: string): CuadernoError {
  const options = { cause: thrown };
  const code = codeOf(thrown);
  const said = errorMessage(thrown).replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
  if (thrown instanceof LostConnectionError || thrown instanceof EnvironmentError || thrown instanceof TimeoutError) {
    return thrown;
  }
  if (thrown instanceof CuadernoError && thrown.message.startsWith("sqlTable")) return thrown;
  const masked = address.password() === "" ? said : said.replaceAll(address.password(), "***");
  if (thrown instanceof CuadernoError) return new ArgumentError(`sqlTable: ${what} at ${address}: ${masked}`, options);
  if (denied.includes(code)) {
    return new AccessError(`sqlTable: ${address} refuses: ${masked}; check user, password and rights`, options);
  }
  if (unreachable.includes(code)) {
    return new UnreachableError(
      `sqlTable: no database answers at ${address} (${code}); check host and port, and that it runs`,
      options,
    );
  }
  if (
    lost.includes(code) ||
    /Connection terminated|Connection lost|server closed the connection|not queryable/i.test(said)
  ) {
    if (/timeout/i.test(said)) return tooSlow(address, what, masked, options);
    return new LostConnectionError(
      `sqlTable: the connection to ${address} broke while ${what} was read (${masked}); try again`,
      options,
    );
  }
  if (slow.includes(code) || /timeout expired/i.test(said)) return tooSlow(address, what, masked, options);
  if (code === "ER_BAD_DB_ERROR" || code === "3D000") {
    return new NotFoundError(`sqlTable: ${address} names a database that is not there (${masked})`, options);
  }
  if (code === "ER_NO_SUCH_TABLE" || code === "42P01" || /no such table/.test(said)) {
    return new NotFoundError(`sqlTable: ${what} at ${address}: ${masked}`, options);
  }
  if (code.startsWith("HANDSHAKE") || (!isOfQuery(code) && /SSL|TLS|certificate/i.test(said))) {
    return new EnvironmentError(
      `sqlTable: ${address} and this side do not agree on encryption (${masked}); try ?ssl=on or ?ssl=off`,
      options,
    );
  }
  const hint = unbound.includes(code) ? "; give one of parameters for each placeholder" : "";
  return new ArgumentError(`sqlTable: ${what} at ${address}: ${masked}${hint}`, options);
}

/** Whether a code is one for faults of a query, whose words are the query's. */
function isOfQuery(code: string): boolean {
  return /^(ER_|[0-9A-Z]{5}$)/.test(code);
}

function tooSlow(address: DatabaseUrl, what: string, said: string, options: { readonly cause: unknown }): TimeoutError {
  return new TimeoutError(
    `sqlTable: ${address} gave no rows of ${what} in time (${said}); ask for less, or raise timeoutMs`,
    options,
  );
}

function codeOf(thrown: unknown): string {
  const { code, errors } = thrown as { readonly code?: unknown; readonly errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  return errors?.[0] === undefined ? "" : codeOf(errors[0]);
}
