import { describe, expect, it } from "vitest";
import { refuseDeepNesting } from "./refuse-deep-nesting.js";

describe("refuseDeepNesting", () => {
  it.each(["(", "[", "{", "`${", "B<"])("refuses code with 20,000 nested %s", (opening) => {
    expect(() => refuseDeepNesting(`1;\n${opening.repeat(20_000)}`)).toThrow("more than 1000 levels deep");
  });

  it("accepts long code, strings and comments", () => {
    refuseDeepNesting("for (let i = 0; i < 2; i++) f(() => [{ i }]);\n".repeat(5_000));
    refuseDeepNesting(`const a = "${"(".repeat(5_000)}"; // ${"[".repeat(5_000)}\n/* ${"{".repeat(5_000)} */`);
    refuseDeepNesting("(".repeat(900));
  });
});
