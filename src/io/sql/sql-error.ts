import { didYouMean } from "../../core/did-you-mean.js";
import { SqlError, sqlErrorAt, toSqlPosition } from "../../sources/sql/sql-error-at.js";

interface EngineError {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly position?: string;
  readonly type?: string;
  readonly name?: string;
  readonly error_subtype?: string;
}

/**
 * The engine's error as one that shows the position in the query; `offset` is the length of what was before the query
 * when it was run.
 */
export function sqlError(
  cause: unknown,
  text: string,
  { tables, offset = 0 }: { readonly tables: readonly string[]; readonly offset?: number },
): SqlError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const error = parsed(message);
  const reason = getReason(error, message, tables);
  const position = Number(error.position ?? Number.NaN) - offset;
  const bytes = Buffer.from(text);
  if (!(position >= 0 && position <= bytes.length)) return new SqlError(`sql: ${reason}`, { cause });
  const before = bytes.subarray(0, position).toString("utf8");
  return sqlErrorAt(`sql: ${reason}`, text, toSqlPosition(text, before.length), cause);
}

function parsed(message: string): EngineError {
  try {
    return JSON.parse(message.slice(message.indexOf("{"))) as EngineError;
  } catch {
    return {};
  }
}

function getReason(error: EngineError, message: string, tables: readonly string[]): string {
  if (error.error_subtype === "MISSING_ENTRY" && error.type === "Table") {
    const name = error.name ?? "";
    const known = tables.length === 0 ? "no table was named" : `there are ${tables.join(", ")}`;
    return `no table "${name}"; ${known}${didYouMean(name, tables) || `; name one as sql({ ${/^\w+$/.test(name) ? name : "name"}: frame })`}`;
  }
  return (error.exception_message ?? message)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .join("; ")
    .replaceAll("\t", "");
}
