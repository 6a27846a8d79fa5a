// Compiles src/ to dist/ and copies what is not TypeScript (every src/<room>/assets folder).
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, ".config", "tsconfig.build.json")], {
  stdio: "inherit",
});

for (const room of readdirSync(join(root, "src"))) {
  const assets = join(root, "src", room, "assets");
  if (!existsSync(assets)) continue;
  const target = join(root, "dist", room, "assets");
  rmSync(target, { recursive: true, force: true });
  cpSync(assets, target, { recursive: true });
}
const main = join(root, "dist", "cli", "main.js");
if (existsSync(main)) chmodSync(main, 0o755);
if (status !== 0) process.exit(status ?? 1);
