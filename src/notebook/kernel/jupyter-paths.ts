import { delimiter, dirname, join } from "node:path";

/** What determines the folders of Jupyter. */
export interface JupyterWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The folder that `jupyter` was found in, `bin` included; undefined when there is none. */
  readonly jupyterBin: string | undefined;
}

/** The user's data folder of Jupyter: `JUPYTER_DATA_DIR`, or the platform's default. */
export function jupyterDataFolder({ environment, platform, home }: JupyterWorld): string {
  if (environment.JUPYTER_DATA_DIR) return environment.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(environment.APPDATA ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/**
 * The folders that Jupyter looks for data in, first wins: `JUPYTER_PATH`, the user's folder, the active environment,
 * the one `jupyter` comes from, the system. An active environment goes before the user's folder, as Jupyter has it
 * since 5.0.
 */
export function jupyterDataPath(world: JupyterWorld): readonly string[] {
  const { environment, platform, jupyterBin } = world;
  const fromVariable = (environment.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const active = [environment.VIRTUAL_ENV, environment.CONDA_PREFIX].filter(
    (prefix) => prefix !== undefined && prefix !== "",
  );
  const ofEnvironment = active.map((prefix) => join(String(prefix), "share", "jupyter"));
  const ofJupyter = jupyterBin === undefined ? [] : [join(dirname(jupyterBin), "share", "jupyter")];
  const system =
    platform === "win32"
      ? [join(environment.PROGRAMDATA ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const folders = [...fromVariable, ...ofEnvironment, jupyterDataFolder(world), ...ofJupyter, ...system];
  return [...new Set(folders)];
}
