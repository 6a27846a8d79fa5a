import { expect, it } from "vitest";
import { EnvironmentError } from "../../core/errors.js";
import { loadDriver } from "./load-driver.js";

it("loadDriver returns the driver, or says in one sentence what to install", async () => {
  expect(await loadDriver("pg", () => import("pg"), "readSql")).toHaveProperty("default.Client");
  const missing = "pg-that-is-not-installed";
  const error: unknown = await loadDriver("pg", () => import(missing), "readSql").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(String(error)).toBe('EnvironmentError: readSql: PostgreSQL needs the package "pg"; run "npm install pg"');
});
