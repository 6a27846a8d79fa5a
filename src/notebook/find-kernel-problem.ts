import { statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { KernelSpec } from "./kernel-spec.js";

/** Why a kernelspec cannot start, as far as a look at its command tells; undefined when nothing is wrong with it. */
export function findKernelProblem({ argv }: KernelSpec, path: string): string | undefined {
  const [command = ""] = argv;
  const isFile = (name: string): boolean => statSync(name, { throwIfNoEntry: false })?.isFile() === true;
  if (isAbsolute(command) ? !isFile(command) : !path.split(delimiter).some((folder) => isFile(join(folder, command)))) {
    return `no program ${command}`;
  }
  const missing = argv.slice(1).find((word) => isAbsolute(word) && !isFile(word));
  return missing === undefined ? undefined : `no file ${missing}`;
}
