import { describe, expect, it } from "vitest";
import { showJson } from "./show-json.js";

describe("showJson", () => {
  it("shows JSON, and nothing for undefined", () => {
    expect([showJson("a"), showJson(null), showJson(undefined)]).toEqual(['"a"', "null", "nothing"]);
  });

  it("cuts long values at 80 characters", () => expect(showJson("x".repeat(200))).toHaveLength(80));

  it("does not overflow the stack", () => {
    const nested = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    expect(showJson(nested).length).toBeLessThanOrEqual(80);
  });
});
