import type { ListedRun } from "../page-data.js";

/**
 * Commands that make a run again: the commit, then the notebook with its parameters or the program; undefined when the
 * source was not recorded.
 */
export function rerunCommand(
  { id, tags, params }: Pick<ListedRun, "tags" | "params"> & { readonly id?: string | undefined },
  { hasDiff = false }: { readonly hasDiff?: boolean | undefined } = {},
): string | undefined {
  const source = tags["mlflow.source.name"];
  if (source === undefined || source === "") return undefined;
  const commit = tags["mlflow.source.git.commit"];
  const checkout = commit === undefined ? [] : [`git checkout ${quote(commit)}`];
  if (hasDiff && id !== undefined && commit !== undefined) {
    checkout.push(`cuaderno runs get ${quote(id.slice(0, 8))} source.diff -o source.diff && git apply source.diff`);
  }
  if (/\.ipynb$/i.test(source)) {
    const given = Object.entries(params).map(([key, value]) => `-p ${quote(`${key}=${value}`)}`);
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
