// Before tests: joins the programs again when a source is newer, for kernels are processes of their own that run what was built.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

export default async function buildKernel() {
  const source = join(root, "src");
  const built = statSync(join(root, "dist", "kernel", "kernel-main.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isNewer = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .some((path) => statSync(join(source, path)).mtimeMs > built);
  if (isNewer) await bundle(source, join(root, "dist"));
}
