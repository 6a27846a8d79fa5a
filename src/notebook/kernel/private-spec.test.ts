import { expect, it } from "vitest";
import { privateSpec } from "./private-spec.js";
import { tslabSpec } from "./tslab-spec.js";

it("stores the history of IPython in memory, and changes no other kernel", () => {
  const withArgv = (...argv: readonly string[]) => ({ ...tslabSpec(), argv });
  const python = withArgv("/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}");
  expect(privateSpec(python).argv.slice(-1)).toEqual(["--HistoryManager.hist_file=:memory:"]);
  const module = withArgv("python", "-Xfrozen_modules=off", "-m", "ipykernel", "-f", "{connection_file}");
  expect(privateSpec(module).argv).toHaveLength(7);
  const other = withArgv("xpython", "-f", "{connection_file}");
  expect(privateSpec(other)).toBe(other);
});
