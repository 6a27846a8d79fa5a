import { ArgumentError, EnvironmentError } from "../../core/errors.js";
import { type DatabaseUrl, parseDatabaseUrl } from "../../sources/sql/parse-database-url.js";

/**
 * The database whose URL is in an environment variable; shown or logged, its password is `***`.
 *
 * @example const database = databaseFromEnvironment("SALES_URL");
 */
export function databaseFromEnvironment(variable = "DATABASE_URL"): DatabaseUrl {
  const url = process.env[variable];
  if (url === undefined || url === "") {
    throw new EnvironmentError(
      `databaseFromEnvironment: ${variable} is not set; set it to a URL like mysql://user:password@host:3306/database (in .env, which is not committed)`,
    );
  }
  try {
    return parseDatabaseUrl(url);
  } catch (cause) {
    throw cause instanceof ArgumentError ? new ArgumentError(`${variable}: ${cause.message}`) : cause;
  }
}
