import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/**
 * The path of Chromium, Chrome or Edge: `CUADERNO_CHROMIUM`, else on the PATH or where installers put it.
 *
 * @throws EnvironmentError when there is none.
 */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = environment.CUADERNO_CHROMIUM;
  if (named !== undefined && named !== "") {
    if (exists(named)) return named;
    throw new EnvironmentError(`findChromium: CUADERNO_CHROMIUM: ${named} does not exist; correct the path`);
  }
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome.exe",
  ];
  const installed = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ...[environment.PROGRAMFILES, environment["PROGRAMFILES(X86)"], environment.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .map((folder) => join(folder, "Google", "Chrome", "Application", "chrome.exe")),
  ];
  const found = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...installed].find(exists);
  if (found !== undefined) return found;
  throw new EnvironmentError(
    "findChromium: PDF and images need Chromium or Chrome, which is not installed; install one or set CUADERNO_CHROMIUM to its path",
  );
}
