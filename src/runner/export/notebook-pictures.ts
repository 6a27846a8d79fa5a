import { readFileSync } from "node:fs";
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
 * Reads pictures that lie in the notebook's folder or below it, as data URIs; a notebook cannot reach other files of its reader.
 */
export function notebookPictures(folder: string): (path: string) => string | undefined {
  return (source) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(source)) return undefined;
    const file = resolve(folder, decoded(source));
    const inside = relative(folder, file);
    const type = types[extname(file).toLowerCase()];
    if (type === undefined || inside.startsWith("..") || isAbsolute(inside)) return undefined;
    try {
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
