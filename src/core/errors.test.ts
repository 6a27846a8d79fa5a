import { expect, it } from "vitest";
import { ArgumentError, CuadernoError } from "./errors.js";

it("errors carry a kind, the class name and the cause", () => {
  const cause = new Error("inner");
  const error = new ArgumentError("outer", { cause });
  expect(error).toBeInstanceOf(CuadernoError);
  expect([error.kind, error.name, error.cause]).toEqual(["argument", "ArgumentError", cause]);
});
