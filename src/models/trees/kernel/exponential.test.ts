import { expect, it } from "vitest";
import { exponential } from "./exponential.js";

it("agrees with Math.exp to 14 digits from -700 to 700", () => {
  let worst = 0;
  for (let x = -700; x <= 700; x += 0.0371) {
    worst = Math.max(worst, Math.abs(exponential(x) / Math.exp(x) - 1));
  }
  expect(worst).toBeLessThan(1e-14);
  expect(exponential(0)).toBe(1);
});
