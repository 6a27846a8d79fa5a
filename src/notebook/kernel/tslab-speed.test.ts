import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rootFolder } from "../../testing/source-files.js";

const require = createRequire(import.meta.url);

it("the compiler of a kernel takes the declarations of this package as fixed, wherever the shim is", () => {
  const { ownFolder } = require("./assets/tslab-speed.cjs") as { ownFolder: string };
  expect(join(ownFolder, "/")).toBe(join(rootFolder, "/"));
});
