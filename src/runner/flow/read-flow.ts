import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { parseFlow } from "../../notebook/flow/parse-flow.js";
import { type FlowPlan, planFlow } from "../../notebook/flow/plan-flow.js";
import { isUri } from "../run/is-uri.js";

/** Whether a path is a folder that runs as a flow: it has notebooks or a `flow.yaml` of its own. */
export function isFlowFolder(path: string): boolean {
  return notebooksIn(path).length > 0 || existsSync(join(path, "flow.yaml"));
}

/**
 * The flows below a folder: the folder itself, else its subfolders, in name order; folders of guides without a
 * flow.yaml count too.
 */
export function findFlows(path: string): readonly string[] {
  if (isFlowFolder(path)) return [path];
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => join(path, entry.name))
    .filter(isFlowFolder)
    .sort();
}

/**
 * The flow of a folder, planned: `flow.yaml` where there is one, else its notebooks in name order.
 * @throws ArgumentError for a folder without notebooks, FormatError for a wrong `flow.yaml`
 */
export function readFlow(folder: string, cwd: string): FlowPlan {
  const notebooks = notebooksIn(folder);
  const file = join(folder, "flow.yaml");
  const path = relative(cwd, file) || file;
  if (notebooks.length === 0)
    throw new ArgumentError(`run: ${folder} has no notebooks; name a folder with .ipynb files`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const flow = parseFlow(text, { name: basename(resolve(folder)), notebooks, path });
  const exists = (uri: string): boolean =>
    /^[a-z][a-z0-9+.-]+:/i.test(uri) || isUri(uri) || /[*?[{]/.test(uri) || existsSync(resolve(folder, uri));
  return planFlow(flow, { exists });
}

function notebooksIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".ipynb") && !name.endsWith(".executed.ipynb"))
      .sort();
  } catch {
    return [];
  }
}
