import { ArgumentError } from "../../core/errors.js";
import type { SqlParameter } from "../sql/sql-session.js";

const maxLength = 1_024;

/**
 * A value as Athena's `ExecutionParameters` take it: a literal of Trino's SQL, in which a quote is doubled and a
 * backslash is a character. The service binds it to its placeholder; it never becomes part of the query.
 *
 * @throws ArgumentError for NaN, infinity and literals of more than 1,024 characters, which the service rejects.
 */
export function athenaLiteral(value: SqlParameter, position: number): string {
  const literal = toLiteral(value, position);
  if (literal.length <= maxLength) return literal;
  throw new ArgumentError(
    `parameter ${position} has ${literal.length} characters, Athena takes at most ${maxLength}; join a table with the values instead`,
  );
}

function toLiteral(value: SqlParameter, position: number): string {
  if (value === null) return "NULL";
  if (value instanceof Date) return `TIMESTAMP '${value.toISOString().replace("T", " ").replace("Z", "")}'`;
  switch (typeof value) {
    case "string":
      return `'${value.replaceAll("'", "''")}'`;
    case "number":
      if (!Number.isFinite(value)) {
        throw new ArgumentError(`parameter ${position} is ${value}, which Athena has no literal for; pass null`);
      }
      return Number.isSafeInteger(value) ? String(value) : toDouble(value);
    default:
      return String(value);
  }
}

/** Without an exponent a literal is a decimal. */
function toDouble(value: number): string {
  const text = value.toExponential();
  return text.replace("e", "E").replace("+", "");
}
