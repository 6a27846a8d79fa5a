import { expect, it } from "vitest";
import { groupDigits } from "./group-digits.js";

it("groupDigits groups three digits from the right", () => {
  expect([0, 999, 1_000, -1_234_567, 12.6].map(groupDigits)).toEqual(["0", "999", "1,000", "-1,234,567", "13"]);
});
