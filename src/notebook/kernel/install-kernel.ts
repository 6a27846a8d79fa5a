import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentHash } from "../../core/content-hash.js";
import { AccessError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import { cuadernoJupyterCommand, cuadernoKernelName, cuadernoSpec } from "./cuaderno-spec.js";
import { tslabSpec } from "./tslab-spec.js";

/** What was installed. */
export interface InstalledKernel {
  /** The folder of the kernelspec `tslab`. */
  readonly kernel: string;
  /** The folder of the kernelspec `cuaderno`. */
  readonly fastKernel: string;
  readonly extension: string;
  /** The path to which a kernelspec `tslab` of another program was moved; `uninstallKernel` restores it. */
  readonly replaced: string | undefined;
}

const extensionName = "cuaderno-plotly";
const savedName = "kernel.before-cuaderno.json";

/**
 * Puts the kernelspecs `tslab` (with absolute paths and the shim) and `cuaderno`, and the JupyterLab extension that
 * draws figures, into a data folder of Jupyter. Needs no Python.
 */
export async function installKernel(dataFolder: string, version: string): Promise<InstalledKernel> {
  const { kernel, fastKernel, extension } = installedPaths(dataFolder);
  try {
    const { argv, displayName, language } = tslabSpec();
    const spec = { argv, display_name: displayName, language, interrupt_mode: "signal" };
    const replaced = await writeKernelSpec(kernel, spec, version);
    const { displayName: fastName, language: fastLanguage } = cuadernoSpec();
    const fastSpec = { argv: cuadernoJupyterCommand(), display_name: fastName, language: fastLanguage };
    await writeKernelSpec(fastKernel, { ...fastSpec, interrupt_mode: "message" }, version);
    for (const logo of logos) await copyFile(asset(`kernel-logo/${logo}`), join(fastKernel, logo));
    await writeExtension(extension, version);
    return { kernel, fastKernel, extension, replaced };
  } catch (cause) {
    throw new AccessError(
      `kernel install: cannot write below ${dataFolder}: ${(cause as Error).message}; choose another folder with --prefix`,
      { cause },
    );
  }
}

const logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

/** Removes what `installKernel` wrote into a data folder, and nothing else; returns the removed paths. */
export async function uninstallKernel(dataFolder: string): Promise<readonly string[]> {
  const { kernel, fastKernel, extension } = installedPaths(dataFolder);
  const removed: string[] = [];
  for (const folder of [kernel, fastKernel]) {
    if (!(await isOurs(join(folder, "kernel.json")))) continue;
    const saved = join(folder, savedName);
    if (await exists(saved)) await rename(saved, join(folder, "kernel.json"));
    else await rm(folder, { recursive: true });
    removed.push(folder);
  }
  if (await exists(extension)) {
    await rm(extension, { recursive: true });
    removed.push(extension);
  }
  return removed;
}

function installedPaths(dataFolder: string): Pick<InstalledKernel, "kernel" | "fastKernel" | "extension"> {
  return {
    kernel: join(dataFolder, "kernels", "tslab"),
    fastKernel: join(dataFolder, "kernels", cuadernoKernelName),
    extension: join(dataFolder, "labextensions", extensionName),
  };
}

async function writeKernelSpec(folder: string, spec: object, version: string): Promise<string | undefined> {
  const file = join(folder, "kernel.json");
  const saved = join(folder, savedName);
  await mkdir(folder, { recursive: true });
  const foreign = (await exists(file)) && !(await isOurs(file));
  if (foreign) await rename(file, saved);
  const metadata = { debugger: false, cuaderno: { version } };
  await writeFile(file, `${JSON.stringify({ ...spec, metadata }, null, 2)}\n`);
  return foreign ? saved : undefined;
}

function asset(path: string): string {
  return fileURLToPath(new URL(`./assets/${path}`, import.meta.url));
}

async function writeExtension(folder: string, version: string): Promise<void> {
  const entry = await readFile(asset("lab-extension/remote-entry.js"));
  // Browsers keep the file by its name, so the name changes with the content.
  const load = `static/remoteEntry.${contentHash(entry).slice(0, 16)}.js`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "static"), { recursive: true });
  await writeFile(join(folder, load), entry);
  await copyFile(
    createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js"),
    join(folder, "static", "plotly.min.js"),
  );
  const manifest = {
    name: extensionName,
    version,
    description: "Draws plotly figures of saved notebooks, offline",
    license: "MIT",
    jupyterlab: { mimeExtension: true, _build: { load, mimeExtension: "./mimeExtension" } },
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function isOurs(kernelFile: string): Promise<boolean> {
  try {
    const { metadata } = JSON.parse(await readFile(kernelFile, "utf8")) as {
      readonly metadata?: JsonObject | undefined;
    };
    return metadata?.cuaderno !== undefined;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
