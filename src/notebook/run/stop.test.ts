import { inspect } from "node:util";
import { expect, it } from "vitest";
import { stop, stopName } from "./stop.js";

it("throws an error of its own name, which is shown as one line without brackets", () => {
  let thrown: unknown;
  try {
    stop("nothing new");
  } catch (caught) {
    thrown = caught;
  }
  expect(thrown).toMatchObject({ name: stopName, message: "nothing new" });
  expect(inspect(thrown)).toBe("CuadernoStop: nothing new");
});
