import { expect, it } from "vitest";
import { toMetricKey } from "./to-metric-key.js";

it("toMetricKey replaces characters that a tracker refuses, and a dot at the start", () => {
  expect(toMetricKey("last month's price")).toBe("last month_s price");
  expect(toMetricKey("..a%b")).toBe("_a_b");
  expect(toMetricKey("Año 1: x-y.z")).toBe("Año 1: x-y.z");
});
