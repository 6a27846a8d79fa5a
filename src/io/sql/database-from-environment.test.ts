import { afterEach, expect, it } from "vitest";
import { databaseFromEnvironment } from "./database-from-environment.js";

const variable = "CUADERNO_TEST_DATABASE";

afterEach(() => {
  delete process.env[variable];
});

it("reads the URL of a variable and does not show its password", () => {
  process.env[variable] = "postgres://ana:s3cret@db.example:5433/sales";
  const url = databaseFromEnvironment(variable);
  expect(url).toMatchObject({ host: "db.example", port: 5433 });
  expect(JSON.stringify(url) + String(url)).not.toContain("s3cret");
});

it("refuses a missing variable and an invalid URL by name", () => {
  expect(() => databaseFromEnvironment(variable)).toThrow(`databaseFromEnvironment: ${variable} is not set`);
  process.env[variable] = "ftp://x";
  expect(() => databaseFromEnvironment(variable)).toThrow(variable);
});
