import { delimiter, isAbsolute, join } from "node:path";
import { isFile } from "../../files/is-file.js";
import type { KernelSpec } from "./kernel-spec.js";

/** Why the command of a kernelspec cannot start: a program or file that is missing; undefined when there is none. */
export function findKernelProblem({ argv }: KernelSpec, path: string): string | undefined {
  const [command = ""] = argv;
  if (isAbsolute(command) ? !isFile(command) : !path.split(delimiter).some((folder) => isFile(join(folder, command)))) {
    return `no program ${command}`;
  }
  const missing = argv.slice(1).find((word) => isAbsolute(word) && !isFile(word));
  return missing === undefined ? undefined : `no file ${missing}`;
}
