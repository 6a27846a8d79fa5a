import { expect, it } from "vitest";
import { startsKernel } from "./early-kernel.js";

it.each([
  ["run a.ipynb --kernel cuaderno", true],
  ["run --kernel=cuaderno a.ipynb -j 2", true],
  ["run a.ipynb --kernel tslab", false],
  ["run a.ipynb", false],
  ["run notebooks/traffic --kernel cuaderno", false],
  ["run a.ipynb --kernel cuaderno --memory 500", false],
  ["run a.ipynb --kernel cuaderno --help", false],
  ["check a.ipynb --kernel cuaderno", false],
])("the kernel starts before the command is read: %s", (line, expected) => {
  expect(startsKernel(line.split(" "))).toBe(expected);
});
