import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ArgumentError, NotFoundError } from "../core/errors.js";

/**
 * The URL of a module that a worker thread can import: from a URL, an absolute path, or the name of an installed
 * package.
 *
 * @throws ArgumentError for a relative path, as a notebook cell has no file that it could be relative to.
 * @throws NotFoundError for a missing module.
 */
export function moduleUrl(module: URL | string, caller: string): string {
  const url = typeof module === "string" ? fromName(module, caller) : module.href;
  if (!url.startsWith("file:")) return url;
  const path = fileURLToPath(url);
  if (existsSync(path)) return url;
  const source = path.replace(/\.(m?)js$/, ".$1ts");
  throw new NotFoundError(
    existsSync(source)
      ? `${caller}: ${path} does not exist, only its source; build first and use the URL of the compiled module`
      : `${caller}: module ${path} does not exist; check the path`,
  );
}

function fromName(module: string, caller: string): string {
  if (isAbsolute(module)) return pathToFileURL(module).href;
  if (/^[a-z][a-z0-9+.-]+:/i.test(module)) return module;
  if (module.startsWith(".")) {
    throw new ArgumentError(
      `${caller}: ${JSON.stringify(module)} is a relative path; use an absolute path, the name of a package, or new URL(${JSON.stringify(module)}, import.meta.url)`,
    );
  }
  try {
    return pathToFileURL(createRequire(join(process.cwd(), "from-here.js")).resolve(module)).href;
  } catch (cause) {
    throw new NotFoundError(
      `${caller}: package ${JSON.stringify(module)} is not installed; install it or use an absolute path`,
      {
        cause,
      },
    );
  }
}
