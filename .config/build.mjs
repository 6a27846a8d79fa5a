// Compiles src/ to dist/, copies what is not TypeScript (every src/<room>/assets folder) and packs plotly as pages carry it.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

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
const packed = join(root, "dist", "runtime", "packed");
mkdirSync(packed, { recursive: true });
for (const [name, file] of [
  ["plotly-cartesian.txt", "plotly.js-cartesian-dist-min/plotly-cartesian.min.js"],
  ["plotly-full.txt", "plotly.js-dist-min/plotly.min.js"],
]) {
  const code = join(root, "node_modules", file);
  const target = join(packed, name);
  if (existsSync(target) && statSync(target).mtimeMs > statSync(code).ctimeMs) continue;
  const temporary = `${target}.${process.pid}`;
  writeFileSync(temporary, gzipSync(readFileSync(code), { level: 9 }).toString("base64"));
  renameSync(temporary, target);
}
const main = join(root, "dist", "cli", "main.js");
if (existsSync(main)) chmodSync(main, 0o755);
if (status !== 0) process.exit(status ?? 1);
