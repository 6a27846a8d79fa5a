// Compiles src/ to dist/: declarations file by file, programs joined to few files, for hundreds of small ones take four times as long to
// load. Copies what is not TypeScript (every assets folder) and packs plotly as pages carry it. With `--if-changed` it does nothing when
// the last build had the same sources. Types are checked by `npm run types`, here only that every export says its own.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
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
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src");
const output = join(root, "dist");
const stamp = join(output, ".sources");
const sources = hashFiles([
  source,
  join(root, ".config"),
  join(root, "package-lock.json"),
  join(root, "tsconfig.json"),
]);
if (process.argv.includes("--if-changed") && existsSync(stamp) && readFileSync(stamp, "utf8") === sources)
  process.exit();
rmSync(stamp, { force: true });
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(
  process.execPath,
  [compiler, "-p", join(root, ".config", "tsconfig.build.json"), "--emitDeclarationOnly", "--noCheck"],
  { stdio: "inherit" },
);
await bundle(source, output);

for (const path of readdirSync(source, { recursive: true })) {
  if (basename(path) !== "assets") continue;
  const assets = join(source, path);
  const target = join(output, path);
  rmSync(target, { recursive: true, force: true });
  cpSync(assets, target, { recursive: true });
}
const packed = join(output, "display", "packed");
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
const main = join(output, "cli", "main.js");
if (existsSync(main)) chmodSync(main, 0o755);
if (status !== 0) process.exit(status ?? 1);
writeFileSync(stamp, sources);

/** One hash of the files at and below the paths, and of their names. */
function hashFiles(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).sort() : [""];
    for (const file of names.map((name) => join(path, name))) {
      if (statSync(file).isFile()) hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}
