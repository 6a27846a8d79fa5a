import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type polars from "nodejs-polars";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError } from "../core/errors.js";
import { findMethodsFirst } from "./methods-first.js";
import { retainFreedMemory } from "./retain-freed-memory.js";

/** The table engine, as `import pl from "nodejs-polars"` gives it. */
export type Polars = typeof polars;

const require = createRequire(import.meta.url);
const installer = fileURLToPath(new URL("../../.config/install-polars.mjs", import.meta.url));

/**
 * The table engine, loaded at the first call. npm on Node 20 installs it without its native binary; where the package's
 * install script did not run, the binary is fetched here once, which takes some seconds and is reported on stderr.
 * @throws EnvironmentError when the binary is missing and cannot be fetched; names the command that installs it
 * @example loadPolars().DataFrame({ a: [1, 2] }).height // 2
 */
export function loadPolars(): Polars {
  if (loaded !== undefined) return loaded;
  try {
    installMissingBinary();
    retainFreedMemory();
    loaded = require("nodejs-polars") as Polars;
    findMethodsFirst(require("nodejs-polars/bin/dataframe.js"));
    return loaded;
  } catch (cause) {
    throw new EnvironmentError(
      `loadPolars: nodejs-polars does not load (${errorMessage(cause)}); run "node ${installer}" with network access, or use Node 22`,
      { cause },
    );
  }
}

// Every expression needs the engine, and to resolve its name takes longer than to make the expression.
let loaded: Polars | undefined;

/** Looks at the folders rather than requiring the package: Node remembers a package that it did not find. */
function installMissingBinary(): void {
  const engine = dirname(require.resolve("nodejs-polars/package.json"));
  const prefix = `nodejs-polars-${process.platform}-${process.arch}`;
  const folders = [dirname(engine), join(engine, "node_modules")].filter(existsSync);
  if (folders.some((folder) => readdirSync(folder).some((name) => name.startsWith(prefix)))) return;
  process.stderr.write("cuaderno: installing the binary of nodejs-polars, which npm on Node 20 leaves out\n");
  spawnSync(process.execPath, [installer], { stdio: ["ignore", "ignore", "inherit"] });
}
