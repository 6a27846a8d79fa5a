import { describe, expect, it } from "vitest";
import { toShares } from "./to-shares.js";

describe("toShares", () => {
  it("scales counts to a total of 1", () => expect([...toShares([1, 3, 0])]).toEqual([0.25, 0.75, 0]));

  it("does not change shares", () => {
    const shares = Array(10).fill(0.1);
    expect([...toShares(shares)]).toEqual(shares);
  });
});
