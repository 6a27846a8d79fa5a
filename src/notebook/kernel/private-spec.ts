import type { KernelSpec } from "./kernel-spec.js";

/**
 * The kernelspec for a headless run: IPython stores its history in memory. Otherwise code with the values of secret
 * parameters would be written into the history file of the user.
 */
export function privateSpec(spec: KernelSpec): KernelSpec {
  if (!spec.argv.some((arg) => /^ipykernel(_launcher)?$|[\\/]ipykernel_launcher\.py$/.test(arg))) return spec;
  return { ...spec, argv: [...spec.argv, "--HistoryManager.hist_file=:memory:"] };
}
