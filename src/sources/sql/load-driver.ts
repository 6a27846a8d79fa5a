import { EnvironmentError } from "../../core/errors.js";

const databases = {
  mysql2: "MySQL",
  pg: "PostgreSQL",
  "@grpc/grpc-js": "Spark Connect",
  "@aws-sdk/client-athena": "Athena",
} as const;

/** The driver of a database, loaded when it is used: each is an optional peer dependency. */
export async function loadDriver<Driver>(
  name: keyof typeof databases,
  load: () => Promise<Driver>,
  caller: string,
): Promise<Driver> {
  try {
    return await load();
  } catch (cause) {
    throw new EnvironmentError(`${caller}: ${databases[name]} needs the package "${name}"; run "npm install ${name}"`, {
      cause,
    });
  }
}
