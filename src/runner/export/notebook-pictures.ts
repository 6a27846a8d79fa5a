import { readFileSync, realpathSync } from "node:fs";
import { extname, isAbsolute, relative, resolve } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".svg": "image/svg+xml",
};

/**
 * A function that reads pictures in the folder of a notebook or below it, as data URIs. Links are followed before the
 * check, so that a notebook cannot put another file of its reader into the page.
 */
export function notebookPictures(folder: string): (path: string) => string | undefined {
  return (source) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(source)) return undefined;
    try {
      const root = realpathSync(folder);
      const file = realpathSync(resolve(root, decoded(source)));
      const inside = relative(root, file);
      const type = types[extname(file).toLowerCase()];
      if (type === undefined || inside.startsWith("..") || isAbsolute(inside)) return undefined;
      return `data:${type};base64,${readFileSync(file).toString("base64")}`;
    } catch {
      return undefined;
    }
  };
}

/** In Markdown, spaces and other characters of a path are percent-encoded. */
function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}
