import { ArgumentError } from "../core/errors.js";

/** Refuses an artifact path that is not plainly inside the run: absolute, with `..`, with empty parts. */
export function checkArtifactPath(path: string, caller: string): void {
  const parts = path.split("/");
  if (/[\\\0]/.test(path) || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new ArgumentError(
      `${caller}: artifact path ${JSON.stringify(path)} must be relative and stay inside the run, like "figures/error.html"`,
    );
  }
}
