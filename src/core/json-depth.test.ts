import { expect, it } from "vitest";
import type { Json } from "./json.js";
import { isDeeperThan } from "./json-depth.js";

it("isDeeperThan counts levels of arrays and objects", () => {
  expect(isDeeperThan({ a: [1, { b: null }] }, 3)).toBe(false);
  expect(isDeeperThan({ a: [1, { b: {} }] }, 2)).toBe(true);
  expect(isDeeperThan("text", 0)).toBe(false);
  expect(isDeeperThan(JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as Json, 1_000)).toBe(true);
});
