// Runs after `npm ci` and before `npm pack`: makes a bare checkout ready to use.
import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

linkOwnName();
if (existsSync(join(root, "node_modules", "typescript"))) await import("./build.mjs");

/** Notebooks import "cuaderno" by name; inside the repository that name is a link to the repository itself. */
function linkOwnName() {
  const link = join(root, "node_modules", "cuaderno");
  if (lstatSync(link, { throwIfNoEntry: false })) return;
  if (JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name !== "cuaderno") return;
  symlinkSync(process.platform === "win32" ? root : "..", link, "junction");
}
