import { expect, it } from "vitest";
import { encodeMappings } from "./source-map.js";

it("encodes positions as differences, sign and size in base 64", () => {
  expect(encodeMappings([{ line: 1, column: 0, source: 0, sourceLine: 0, sourceColumn: 4 }])).toBe(";AAAI");
  const positions = [
    { line: 0, column: 0, source: 1, sourceLine: 5, sourceColumn: 40 },
    { line: 0, column: 16, source: 0, sourceLine: 2, sourceColumn: 0 },
  ];
  expect(encodeMappings(positions)).toBe("ACKwC,gBDHxC");
});
