import { join } from "node:path";
import type { Json } from "../core/json.js";
import { notebookParameters } from "../notebook/parameters/notebook-parameters.js";
import { readFlow } from "../runner/flow/read-flow.js";
import { environmentParameters, hasEnvironmentParameters, readParameterFile } from "../runner/run/given-parameters.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import type { CommandContext } from "./command.js";
import { parsePairs } from "./parse-pairs.js";

/** Values for all notebooks of flows: `-p` overrides `-f`, and `-f` overrides the environment. */
export async function flowParameters(
  folders: readonly string[],
  flags: { readonly parameter: readonly string[]; readonly parametersFile?: string | undefined },
  { cwd, environment }: CommandContext,
): Promise<{ readonly [name: string]: Json }> {
  const declared = hasEnvironmentParameters(environment) ? await declaredNames(folders, cwd) : [];
  const fromFile = flags.parametersFile === undefined ? {} : await readParameterFile(flags.parametersFile);
  return { ...environmentParameters(environment, declared), ...fromFile, ...parsePairs("run", flags.parameter) };
}

async function declaredNames(folders: readonly string[], cwd: string): Promise<readonly string[]> {
  const paths = folders.flatMap((folder) => readFlow(folder, cwd).steps.map(({ notebook }) => join(folder, notebook)));
  const names: string[] = [];
  for (const path of paths) names.push(...notebookParameters(await readNotebook(path), path).map(({ name }) => name));
  return names;
}
