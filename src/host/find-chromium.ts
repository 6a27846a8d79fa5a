import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/**
 * The program of a Chromium: what `CUADERNO_CHROMIUM` names, else Chromium, Chrome or Edge on the PATH or where their installers put them. Refuses
 * with a sentence when there is none.
 */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = environment.CUADERNO_CHROMIUM;
  if (named !== undefined && named !== "") {
    if (exists(named)) return named;
    throw new EnvironmentError(`findChromium: CUADERNO_CHROMIUM names ${named}, which is not there`);
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
    "findChromium: PDF and pictures need Chromium or Chrome, and none is on the PATH; install one or name its program in CUADERNO_CHROMIUM",
  );
}
