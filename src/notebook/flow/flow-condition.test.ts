import { describe, expect, it } from "vitest";
import { conditionHolds, parseFlowCondition } from "./flow-condition.js";

describe("a condition of a flow", () => {
  it.each([
    ["drift >= warn", { drift: 1 }, true],
    ["drift >= fail", { drift: 1 }, false],
    ["rmse < 450.5", { rmse: 450 }, true],
    ["rmse == 3", { rmse: 3 }, true],
    ["rmse != 3", { rmse: 3 }, false],
    ["rmse <= 3", {}, false],
    ["rmse <= 3", { rmse: Number.NaN }, false],
    ["rmse >= 3", { rmse: Number.NaN }, false],
    ["rmse != 3", { rmse: Number.NaN }, true],
  ])("%s holds for %j: %s", (text, metrics, expected) => {
    expect(conditionHolds(parseFlowCondition(text, "flow.yaml:1:1"), metrics)).toBe(expected);
  });

  it.each(["drift", "drift => 1", "drift > lots", ""])("refuses %j", (text) => {
    expect(() => parseFlowCondition(text, "flow.yaml:4:7")).toThrow("run: flow.yaml:4:7: invalid condition");
  });
});
