import type { ListedRun, RunReply } from "../page-data.js";

/**
 * Commands that make a run again: the commit, then the notebook or the program; undefined when the source was not
 * recorded. Parameters of a notebook are those of its run by `cuaderno run --track`: a run that a cell starts has
 * parameters that the notebook does not declare.
 */
export function rerunCommand(
  { id, tags, params }: Pick<ListedRun, "tags" | "params"> & { readonly id?: string | undefined },
  { artifacts = [] }: { readonly artifacts?: RunReply["artifacts"] | undefined } = {},
): string | undefined {
  const source = tags["mlflow.source.name"];
  if (source === undefined || source === "") return undefined;
  const commit = tags["mlflow.source.git.commit"];
  const checkout = commit === undefined ? [] : [`git checkout ${quote(commit)}`];
  if (artifacts.some(({ path }) => path === "source.diff") && id !== undefined && commit !== undefined) {
    checkout.push(`cuaderno runs get ${quote(id.slice(0, 8))} source.diff -o source.diff && git apply source.diff`);
  }
  if (/\.ipynb$/i.test(source)) {
    const isNotebookRun = artifacts.some(({ path }) => /^notebook\/[^/]+\.ipynb$/.test(path));
    const given = isNotebookRun ? Object.entries(params).map(([key, value]) => `-p ${quote(`${key}=${value}`)}`) : [];
    return [...checkout, ["cuaderno run", quote(source), ...given, "--track"].join(" ")].join("\n");
  }
  const program = /\.py$/i.test(source) ? "python" : /\.[mc]?[jt]s$/i.test(source) ? "node" : undefined;
  if (program === undefined) return checkout.length === 0 ? undefined : checkout.join("\n");
  return [...checkout, `${program} ${quote(source)}`].join("\n");
}

/** An argument for a POSIX shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
