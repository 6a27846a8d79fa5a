import { type SqlPosition, toSqlPosition } from "../sql/sql-error-at.js";
import { getBytes, getInteger, getString, readFields, type WireBytes } from "./protobuf-wire.js";
import type { SparkClient } from "./spark-client.js";
import { errorDetailsRequest, type SparkCaller } from "./spark-messages.js";

/** What Spark reports: a code as other databases have it, the message in one paragraph, the position. */
export class SparkError extends Error {
  /** SQLSTATE, or the code of a broken connection. */
  readonly code: string;
  readonly position: SqlPosition | undefined;

  constructor(message: string, options: { code: string; position: SqlPosition | undefined; cause: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.position = options.position;
  }
}

/** Codes of gRPC (cancelled, deadline, denied, too large, unavailable) as those of other connections. */
const codes: Readonly<Record<number, string>> = {
  1: "57014",
  4: "ETIMEDOUT",
  7: "42501",
  8: "54000",
  14: "ECONNRESET",
  16: "28000",
};
const detailsTimeoutMs = 5_000;

/** The error of a call as a `SparkError`, with the details that the server has of it. */
export async function sparkError(
  thrown: unknown,
  query: string,
  { client, session }: { readonly client: SparkClient; readonly session: SparkCaller },
): Promise<unknown> {
  const { code, details, metadata } = thrown as {
    readonly code?: number | string;
    readonly details?: string;
    readonly metadata?: { get(name: string): readonly unknown[] };
  };
  if (typeof code !== "number" || details === undefined) return thrown;
  const info = readErrorInfo(metadata?.get("grpc-status-details-bin")[0]);
  const full = info.errorId === undefined ? undefined : await fetchDetails(client, session, info.errorId);
  const text = full?.message || info.message || details;
  const state =
    getConnectionCode(code, text, details) ?? full?.state ?? info.sqlState ?? /SQLSTATE: (\w{5})/.exec(text)?.[1];
  return new SparkError(toParagraph(text), {
    code: state || getKnownCode(text) || codes[code] || "XX000",
    position: full?.position === undefined ? findPosition(text, query) : toSqlPosition(query, full.position),
    cause: thrown,
  });
}

/** The code of a connection that was not made, does not match or was lost, as other drivers have it. */
function getConnectionCode(code: number, text: string, details: string): string | undefined {
  if (/INVALID_HANDLE\.|INVALID_CURSOR\.|stopped SparkContext/.test(text)) return "ECONNRESET";
  if (code !== 14) return undefined;
  if (/\bSSL|certificate|TLS/i.test(details)) return "HANDSHAKE_FAILED";
  if (details.startsWith("Name resolution failed")) return "ENOTFOUND";
  return /E(?:CONNREFUSED|NOTFOUND|HOSTUNREACH|NETUNREACH)|EAI_AGAIN/.exec(details)?.[0];
}

/** Sail names no SQLSTATE. */
function getKnownCode(text: string): string {
  if (/TABLE_OR_VIEW_NOT_FOUND|[Tt]able not found/.test(text)) return "42P01";
  return /Placeholder .* was not provided|positional parameter/i.test(text) ? "42P02" : "";
}

/** Without the plan, the query, the stack of the server and what this client shows by itself. */
function toParagraph(text: string): string {
  const [first = ""] = text.trim().split(/\n\s*== SQL|;\n'|\nJVM stacktrace|\n\n/);
  return first
    .replaceAll(/\s*SQLSTATE: \w{5}/g, "")
    .replace(/[;,]?\s*\(?line \d+,? pos(?:ition)? \d+\)?;?\s*$/, "")
    .trim();
}

function findPosition(text: string, query: string): SqlPosition | undefined {
  const [, line, column] = /\bline (\d+),? pos(?:ition)? (\d+)/.exec(text) ?? [];
  if (line !== undefined) return { line: Number(line), column: Number(column) + (/ position /.test(text) ? 0 : 1) };
  const start = /\bfound .* at (\d+):\d+ expected/s.exec(text)?.[1];
  if (start === undefined) return undefined;
  return toSqlPosition(query, Buffer.from(query).subarray(0, Number(start)).toString("utf8").length);
}

interface ErrorInfo {
  /** The message as it was, which the call's own has with percent signs. */
  readonly message?: string | undefined;
  readonly errorId?: string | undefined;
  readonly sqlState?: string | undefined;
}

/** `google.rpc.Status` with an `ErrorInfo`, as bytes in a trailer. */
function readErrorInfo(trailer: unknown): ErrorInfo {
  if (!(trailer instanceof Uint8Array)) return {};
  try {
    for (const { number, value } of readFields(trailer)) {
      if (number !== 3 || typeof value === "bigint" || !getString(value, 1).endsWith("google.rpc.ErrorInfo")) continue;
      const pairs = [...readFields(getBytes(value, 2) ?? Buffer.alloc(0))].flatMap((field) =>
        field.number === 3 && typeof field.value !== "bigint"
          ? [[getString(field.value, 1), getString(field.value, 2)] as const]
          : [],
      );
      const { errorId, sqlState } = Object.fromEntries(pairs);
      return { message: getString(trailer, 2), errorId, sqlState };
    }
  } catch {
    // Details that cannot be read leave the message.
  }
  return {};
}

interface ErrorDetails {
  readonly message: string;
  readonly state: string | undefined;
  /** Index of the first character, from 0. */
  readonly position: number | undefined;
}

async function fetchDetails(
  client: SparkClient,
  session: SparkCaller,
  errorId: string,
): Promise<ErrorDetails | undefined> {
  try {
    const request = errorDetailsRequest(session, errorId);
    return readDetails(await client.call("FetchErrorDetails", request, detailsTimeoutMs));
  } catch {
    return undefined;
  }
}

function readDetails(response: WireBytes): ErrorDetails | undefined {
  const root = getInteger(response, 1);
  const errors = [...readFields(response)].filter(({ number }) => number === 2);
  const error = errors[root]?.value;
  if (error === undefined || typeof error === "bigint") return undefined;
  const throwable = getBytes(error, 5) ?? Buffer.alloc(0);
  const inQuery = [...readFields(throwable)].flatMap(({ number, value }) =>
    number === 3 && typeof value !== "bigint" && getString(value, 1) === "" && getInteger(value, 10) === 0
      ? [getInteger(value, 3)]
      : [],
  );
  return { message: getString(error, 2), state: getString(throwable, 4) || undefined, position: inQuery[0] };
}
