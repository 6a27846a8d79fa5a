import { createRequire } from "node:module";
import type polars from "nodejs-polars";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError } from "../core/errors.js";

/** The table engine, as `import pl from "nodejs-polars"` gives it. */
export type Polars = typeof polars;

const require = createRequire(import.meta.url);

/**
 * The table engine, loaded at the first call. On Node 20 npm installs it without its native half and says nothing; the
 * error then names the package to add.
 */
export function loadPolars(): Polars {
  try {
    return require("nodejs-polars") as Polars;
  } catch (cause) {
    throw new EnvironmentError(missingEngine(errorMessage(cause)), { cause });
  }
}

function missingEngine(reason: string): string {
  const command = `npm install ${binaryName()}@${engineVersion()}`;
  return `loadPolars: the table engine nodejs-polars does not load (${reason}); on Node 20 npm leaves its native half out: run "${command}"`;
}

function binaryName(): string {
  const { platform, arch } = process;
  const header = (process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)?.header;
  const suffix = platform === "linux" ? (header?.glibcVersionRuntime ? "-gnu" : "-musl") : "";
  return `nodejs-polars-${platform}-${arch}${platform === "win32" ? "-msvc" : suffix}`;
}

function engineVersion(): string {
  try {
    return (require("nodejs-polars/package.json") as { version: string }).version;
  } catch {
    return "0.25.2";
  }
}
