// Puts the native half of nodejs-polars in node_modules when npm left it out: npm on Node 20 skips it silently, because that package requires
// Node 22 although it runs on 20. Runs after `npm install`, and again at the first table where install scripts are switched off.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Installs the binary of this platform at the version of nodejs-polars, unless it is there. Returns the package's name. */
export function installPolars() {
  const require = createRequire(import.meta.url);
  const engine = dirname(require.resolve("nodejs-polars/package.json"));
  const { version, optionalDependencies } = JSON.parse(readFileSync(join(engine, "package.json"), "utf8"));
  const name = binaryName();
  const target = join(dirname(engine), name);
  if (existsSync(target) || isResolvable(createRequire(join(engine, "package.json")), name)) return name;
  if (!(name in optionalDependencies))
    throw new Error(`nodejs-polars ${version} has no binary for ${process.platform} ${process.arch}`);
  const folder = `${target}.${process.pid}`;
  try {
    mkdirSync(folder);
    const [command, ...args] = npmCommand();
    // npm unpacks it: not every machine has tar. Named itself, the package is installed whatever Node it requires.
    execFileSync(command, [...args, ...installArgs, "--prefix", ".", `${name}@${version}`], {
      cwd: folder,
      env: { ...process.env, npm_config_workspace: undefined, npm_config_workspaces: undefined },
      stdio: "pipe",
      shell: command.endsWith(".cmd"),
    });
    if (!existsSync(target)) renameSync(join(folder, "node_modules", name), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return name;
}

const installArgs = [
  "install",
  ...["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"],
  ...["--global=false", "--engine-strict=false"],
];

function isResolvable(require, name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function npmCommand() {
  if (process.env.npm_execpath?.endsWith(".js")) return [process.execPath, process.env.npm_execpath];
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}

/** The package that holds the binary of this machine. */
export function binaryName() {
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  const suffix = { linux: musl ? "-musl" : "-gnu", win32: "-msvc" }[process.platform] ?? "";
  return `nodejs-polars-${process.platform}-${process.arch}${suffix}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    installPolars();
  } catch (cause) {
    console.warn(
      `cuaderno: could not install ${binaryName()}: ${cause.message.split("\n")[0]}; tables do not work until "node ${process.argv[1]}" succeeds`,
    );
  }
}
