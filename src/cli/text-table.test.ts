import { describe, expect, it } from "vitest";
import { textTable } from "./text-table.js";

describe("textTable", () => {
  it("aligns columns, numbers to the right", () => {
    expect(
      textTable([
        ["key", "value", "note"],
        ["depth", "3", "ä"],
        ["rate", "0.25"],
      ]),
    ).toEqual(["key    value  note", "depth      3  ä", "rate    0.25"]);
    expect(textTable([])).toEqual([]);
  });
});
