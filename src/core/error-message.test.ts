import { expect, it } from "vitest";
import { errorMessage } from "./error-message.js";

it("errorMessage joins the lines of an error and converts other values", () => {
  expect(errorMessage(new Error("first\n   second"))).toBe("first; second");
  expect(errorMessage("text")).toBe("text");
});
