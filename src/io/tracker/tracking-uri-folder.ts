import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { EnvironmentError } from "../../core/errors.js";

/**
 * The folder of a tracking URI; relative ones are resolved against `cwd`.
 *
 * @example trackerFolder("./runs", "/project") // "/project/runs"
 */
export function trackerFolder(uri: string, cwd: string): string {
  if (uri === "") return join(projectRoot(cwd), "mlruns");
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(cwd, uri);
  if (scheme === "file") return fileUrlToFolder(uri, cwd);
  const reason =
    scheme === "http" || scheme === "https"
      ? "is a tracking server, and this command works on folders"
      : "is neither a folder nor a file: URL";
  throw new EnvironmentError(
    `openTracker: ${hidePassword(uri)} ${reason}; set MLFLOW_TRACKING_URI to a folder such as ./mlruns`,
  );
}

/** Nearest ancestor with a package.json, a .git or an mlruns; else the folder itself. */
export function projectRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (["mlruns", "package.json", ".git"].some((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

/** `file:mlruns` and `file://mlruns` are relative in other tools too. */
function fileUrlToFolder(uri: string, cwd: string): string {
  if (/^file:\/\/\//i.test(uri)) return fileURLToPath(uri);
  return resolve(cwd, decodeURIComponent(uri.replace(/^file:(\/\/)?/i, "")));
}

function hidePassword(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, "//***@");
}
