import { ArgumentError } from "../core/errors.js";
import type { RunFlags } from "./run-flags.js";

/** Refuses flags of single notebooks in a run of folders, and flags of folders in a run of notebooks. */
export function refuseIgnoredFlags(flags: RunFlags, target: "folders" | "notebooks"): void {
  const found = Object.entries(target === "folders" ? notebookFlags(flags) : folderFlags(flags)).find(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false,
  );
  if (found === undefined) return;
  const [name] = found;
  if (target === "notebooks") {
    throw new ArgumentError(`run: ${name} is an option of folders; name the folder, or remove ${name}`);
  }
  const fix = hints[name] ?? "name the notebooks of the folder, as in folder/*.ipynb";
  throw new ArgumentError(`run: ${name} is not an option of folders; ${fix}, or remove ${name}`);
}

const hints: Readonly<Record<string, string>> = {
  "--dry-run": "use --plan",
  "--cache": "a folder runs again only what changed",
  "--output": "use --reports",
  "--fail-fast": "a folder stops at the first failure without --keep-going",
  "--timeout": "set timeout in flow.yaml",
  "--track <experiment>": "its experiment has the name of the folder",
};

function notebookFlags(flags: RunFlags): Readonly<Record<string, unknown>> {
  return {
    "--dry-run": flags.dryRun,
    "--watch": flags.watch,
    "--cache": flags.cache,
    "--output": flags.output,
    "--in-place": flags.inPlace,
    "--matrix": flags.matrix,
    "--fail-fast": flags.failFast,
    "--until": flags.until,
    "--only-tag": flags.onlyTag,
    "--skip-tag": flags.skipTag,
    "--no-shim": flags.shim ? undefined : true,
    "--memory": flags.memory,
    "--cwd": flags.cwd,
    "--cell-timeout": flags.cellTimeout,
    "--timeout": flags.queue ? undefined : flags.timeout,
    "--start-timeout": flags.startTimeout,
    "--junit": flags.junit,
    "--github": flags.github,
    "--track <experiment>": typeof flags.track === "string" ? flags.track : undefined,
  };
}

function folderFlags(flags: RunFlags): Readonly<Record<string, unknown>> {
  return {
    "--plan": flags.plan,
    "--only": flags.only,
    "--from": flags.from,
    "--keep-going": flags.keepGoing,
    "--reports": flags.reports,
    "--data": flags.data,
    "--data-folder": flags.dataFolder,
    "--tracking-uri": flags.trackingUri,
  };
}
