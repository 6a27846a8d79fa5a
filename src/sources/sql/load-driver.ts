import { EnvironmentError } from "../../core/errors.js";

/** The driver of a database, loaded when it is used: `mysql2` and `pg` are optional peer dependencies. */
export async function loadDriver<Driver>(
  name: "mysql2" | "pg",
  load: () => Promise<Driver>,
  caller: string,
): Promise<Driver> {
  try {
    return await load();
  } catch (cause) {
    const database = name === "pg" ? "PostgreSQL" : "MySQL";
    throw new EnvironmentError(`${caller}: ${database} needs the package "${name}"; run "npm install ${name}"`, {
      cause,
    });
  }
}
