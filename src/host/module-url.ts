import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ArgumentError, NotFoundError } from "../core/errors.js";

/**
 * The address of a module that a worker thread can import: from a URL, an absolute path, or the name of an installed package.
 * A relative path is refused: a notebook cell has no file that it could be relative to.
 */
export function moduleUrl(module: URL | string, caller: string): string {
  const url = typeof module === "string" ? fromText(module, caller) : module.href;
  if (!url.startsWith("file:")) return url;
  const path = fileURLToPath(url);
  if (existsSync(path)) return url;
  const source = path.replace(/\.(m?)js$/, ".$1ts");
  throw new NotFoundError(
    existsSync(source)
      ? `${caller}: there is no ${path}, only its source; build first and give the address of the compiled module`
      : `${caller}: there is no module ${path}`,
  );
}

function fromText(module: string, caller: string): string {
  if (isAbsolute(module)) return pathToFileURL(module).href;
  if (/^[a-z][a-z0-9+.-]+:/i.test(module)) return module;
  if (module.startsWith(".")) {
    throw new ArgumentError(
      `${caller}: ${JSON.stringify(module)} is relative, a worker cannot know to what; give an absolute path, the name of a package, or new URL(${JSON.stringify(module)}, import.meta.url)`,
    );
  }
  try {
    return pathToFileURL(createRequire(join(process.cwd(), "from-here.js")).resolve(module)).href;
  } catch (cause) {
    throw new NotFoundError(`${caller}: there is no package module ${JSON.stringify(module)} installed here`, {
      cause,
    });
  }
}
