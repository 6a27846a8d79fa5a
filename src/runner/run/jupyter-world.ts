import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { isFile } from "../../files/is-file.js";
import type { JupyterWorld } from "../../notebook/kernel/jupyter-paths.js";

/** The folders and programs of Jupyter on this machine, for this user. */
export function jupyterWorld(environment: Readonly<Record<string, string | undefined>> = process.env): JupyterWorld {
  const names = process.platform === "win32" ? ["jupyter.exe"] : ["jupyter"];
  const jupyterBin = (environment.PATH ?? "")
    .split(delimiter)
    .find((folder) => folder !== "" && names.some((name) => isFile(join(folder, name))));
  return { environment, platform: process.platform, home: homedir(), jupyterBin };
}
