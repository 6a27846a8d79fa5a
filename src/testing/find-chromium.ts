import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A Chromium that tests may use: what CUADERNO_TEST_CHROMIUM names, else one on PATH; undefined when there is none. */
export function findChromium(): string | undefined {
  const named = process.env.CUADERNO_TEST_CHROMIUM;
  if (named !== undefined && named !== "") return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}
