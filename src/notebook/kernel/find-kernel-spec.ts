import { readdirSync, readFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { CuadernoError, EnvironmentError, FormatError } from "../../core/errors.js";
import { type JsonObject, parseJson } from "../../core/json.js";
import { isFile } from "../../files/is-file.js";
import { cuadernoKernelName, cuadernoSpec } from "./cuaderno-spec.js";
import { type JupyterWorld, jupyterDataPath } from "./jupyter-paths.js";
import type { KernelSpec } from "./kernel-spec.js";
import { tslabShimPath, tslabSpec } from "./tslab-spec.js";

/**
 * The kernelspec of a name, or at the path of a kernelspec's folder or its `kernel.json`. `tslab`, `jslab` and
 * `cuaderno` are built in; every other name is looked up in the folders of Jupyter. Any kernelspec that starts tslab
 * gets the shim, unless `shim` is false.
 */
export function findKernelSpec(
  name: string,
  world: JupyterWorld,
  { shim = true, memoryMb }: { readonly shim?: boolean | undefined; readonly memoryMb?: number | undefined } = {},
): KernelSpec {
  if (name === cuadernoKernelName) return cuadernoSpec({ memoryMb });
  if (memoryMb !== undefined) {
    throw new EnvironmentError(
      `runNotebook: memoryMb: only the kernel "cuaderno" has a limit, got "${name}"; remove it`,
    );
  }
  if (name === "tslab" || name === "jslab") return tslabSpec({ shim, name });
  if (name.includes("/") || name.endsWith(".json")) return withShim(readKernelSpec(kernelFile(name), world), shim);
  const found = listKernelSpecs(world);
  const spec = found.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (spec !== undefined) return withShim(spec, shim);
  const known = found.map((candidate) => candidate.name);
  throw new EnvironmentError(
    `runNotebook: no kernel "${name}"${didYouMean(name, known)}; known kernels: ${known.join(", ")}; choose one with --kernel`,
  );
}

/** Every kernelspec, the built-in `tslab`, `jslab` and `cuaderno` first; of two with one name only the first. */
export function listKernelSpecs(world: JupyterWorld): readonly KernelSpec[] {
  const builtIn = [tslabSpec(), tslabSpec({ name: "jslab" }), cuadernoSpec()];
  const specs = new Map(builtIn.map((spec): [string, KernelSpec] => [spec.name, spec]));
  for (const folder of jupyterDataPath(world)) {
    for (const name of namesIn(join(folder, "kernels"))) {
      const file = join(folder, "kernels", name, "kernel.json");
      if (specs.has(name) || !isFile(file)) continue;
      try {
        specs.set(name, readKernelSpec(file, world));
      } catch (broken) {
        if (!(broken instanceof CuadernoError)) throw broken;
      }
    }
  }
  return [...specs.values()];
}

function readKernelSpec(file: string, world: JupyterWorld): KernelSpec {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new EnvironmentError(`runNotebook: no kernelspec at ${file}; see "cuaderno kernel list"`, { cause });
  }
  const json = parseJson(text, file, "runNotebook") as JsonObject;
  const { argv, env = {} } = json;
  if (!Array.isArray(argv) || argv.length === 0)
    throw new FormatError(`runNotebook: ${file} has no argv; install the kernel again`);
  const folder = dirname(file);
  return {
    name: basename(folder),
    displayName: String(json.display_name ?? basename(folder)),
    language: String(json.language ?? "").toLowerCase(),
    argv: argv.map((word, index) =>
      environmentPython(String(word).replaceAll("{resource_dir}", folder), index, folder, world),
    ),
    env: Object.fromEntries(
      Object.entries(env as JsonObject).map(([key, value]) => [key, expand(String(value), world)]),
    ),
    interruptMode: json.interrupt_mode === "message" ? "message" : "signal",
    origin: folder,
    transport: "tcp",
    shim: false,
  };
}

/** A bare `python` means the Python of the environment that has the kernelspec. */
function environmentPython(
  word: string,
  index: number,
  folder: string,
  { platform, environment }: JupyterWorld,
): string {
  if (index > 0 || !/^python(3(\.\d+)?)?$/.test(word)) return word;
  const prefix = join(folder, "..", "..", "..", "..");
  const bin = platform === "win32" ? prefix : join(prefix, "bin");
  const names = platform === "win32" ? ["python.exe"] : [word, "python3", "python"];
  const onPath = (environment.PATH ?? "").split(delimiter);
  for (const folder of [bin, ...onPath]) {
    for (const name of names) {
      const candidate = join(folder, name);
      if (isFile(candidate)) return candidate;
    }
  }
  return word;
}

/** Environment values of a kernelspec may name others as `${NAME}`. */
function expand(value: string, { environment }: JupyterWorld): string {
  return value.replace(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole);
}

function withShim(spec: KernelSpec, preload: boolean): KernelSpec {
  const startsTslab = spec.argv.some((word) => /(^|[\\/])tslab(\.cmd)?$/.test(word));
  if (!startsTslab) return spec;
  const has = [...spec.argv, spec.env.NODE_OPTIONS ?? ""].some((word) => word.includes(basename(tslabShimPath)));
  if (has || !preload) return { ...spec, shim: has };
  const options = [spec.env.NODE_OPTIONS ?? "", `--require ${JSON.stringify(tslabShimPath)}`].join(" ").trim();
  return { ...spec, env: { ...spec.env, NODE_OPTIONS: options }, shim: true };
}

function kernelFile(path: string): string {
  return path.endsWith(".json") ? path : join(path, "kernel.json");
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
