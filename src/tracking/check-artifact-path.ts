import { ArgumentError } from "../core/errors.js";

/**
 * Throws for an artifact path that is absolute, has `..`, empty parts or control characters, or is too long for a file
 * name.
 */
export function checkArtifactPath(path: string, caller: string): void {
  const fail = (problem: string): never => {
    throw new ArgumentError(`${caller}: artifact path ${JSON.stringify(shorten(String(path)))} ${problem}`);
  };
  if (typeof path !== "string") fail(`must be a string, got ${typeof path}`);
  const parts = path.split("/");
  if (/[\\\p{Cc}]/u.test(path) || parts.some((part) => part === "" || part === "." || part === "..")) {
    fail('must be relative and inside the run; use a path like "figures/error.html"');
  }
  if (parts.some((part) => Buffer.byteLength(part) > 255) || Buffer.byteLength(path) > 1_024) {
    fail("is too long: at most 255 bytes between slashes and 1,024 in total; shorten it");
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
