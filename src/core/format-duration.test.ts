import { expect, it } from "vitest";
import { formatDuration } from "./format-duration.js";

it("formatDuration chooses the unit", () => {
  expect([12, 1_234, 83_400].map(formatDuration)).toEqual(["12 ms", "1.2 s", "1 min 23 s"]);
});

it("formatDuration rounds up to the next minute, never to 60 seconds", () => {
  expect(formatDuration(119_900)).toBe("2 min 0 s");
});
