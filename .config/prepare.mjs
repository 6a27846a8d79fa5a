// Runs after `npm ci` and before `npm pack`: makes a bare checkout ready to use.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(join(root, "package.json"));

restorePolarsBinary();
linkOwnName();
if (existsSync(join(root, "node_modules", "typescript"))) await import("./build.mjs");

/**
 * npm on Node 20 drops the native half of nodejs-polars without a word, because that package asks for Node 22 although
 * it runs on 20. Fetch it by name, at the very version of the main package.
 */
function restorePolarsBinary() {
  const name = polarsBinaryName();
  const target = join(root, "node_modules", name);
  if (existsSync(target)) return;
  const { version } = require("nodejs-polars/package.json");
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-polars-"));
  try {
    const npm = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ["npm", []];
    execFileSync(npm[0], [...npm[1], "pack", "--silent", `${name}@${version}`], { cwd: folder, stdio: "pipe" });
    mkdirSync(target, { recursive: true });
    execFileSync("tar", ["-xzf", join(folder, `${name}-${version}.tgz`), "-C", target, "--strip-components=1"]);
  } catch (cause) {
    rmSync(target, { recursive: true, force: true });
    console.warn(
      `cuaderno: could not fetch ${name}@${version}; tables will not work until "npm install --no-save ${name}@${version}" succeeds\n${cause.message}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function polarsBinaryName() {
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  const suffix = { linux: musl ? "-musl" : "-gnu", win32: "-msvc" }[process.platform] ?? "";
  return `nodejs-polars-${process.platform}-${process.arch}${suffix}`;
}

/** Notebooks import "cuaderno" by name; inside the repository that name is a link to the repository itself. */
function linkOwnName() {
  const link = join(root, "node_modules", "cuaderno");
  if (lstatSync(link, { throwIfNoEntry: false })) return;
  if (JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name !== "cuaderno") return;
  symlinkSync(process.platform === "win32" ? root : "..", link, "junction");
}
