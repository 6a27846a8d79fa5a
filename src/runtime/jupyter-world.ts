import { statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { JupyterWorld } from "../notebook/jupyter-paths.js";

/** Where Jupyter keeps its files on this machine, for this user. */
export function jupyterWorld(environment: Readonly<Record<string, string | undefined>> = process.env): JupyterWorld {
  const names = process.platform === "win32" ? ["jupyter.exe"] : ["jupyter"];
  const jupyterBin = (environment.PATH ?? "")
    .split(delimiter)
    .find(
      (folder) =>
        folder !== "" && names.some((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile()),
    );
  return { environment, platform: process.platform, home: homedir(), jupyterBin };
}
