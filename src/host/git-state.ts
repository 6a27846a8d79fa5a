import { execFile } from "node:child_process";

/** The state of a git working copy. */
export interface GitState {
  readonly commit: string;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** Whether a tracked file differs from the commit. */
  readonly dirty: boolean;
}

/** The git state of a folder; undefined outside a working copy, before the first commit, and without git. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  const args = ["-C", folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no"];
  const text = await new Promise<string>((resolve) => {
    const environment = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
    execFile("git", args, { timeout: 5_000, maxBuffer: 1 << 24, env: environment }, (error, output) =>
      resolve(error ? "" : output),
    );
  });
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(text)?.[1];
  if (commit === undefined) return undefined;
  const branch = /^# branch\.head (.+)$/m.exec(text)?.[1];
  return { commit, branch: branch === "(detached)" ? undefined : branch, dirty: /^[12u] /m.test(text) };
}
