import { execFile } from "node:child_process";

/** Longer differences are cut: outputs of notebooks would fill the store. */
const maxBytes = 1_000_000;

/**
 * Difference of the tracked files below the root of a working copy to its commit, as `git apply` takes it; of a longer
 * one than 1 MB the beginning, with a last line that says so. Undefined without a difference, and without git.
 *
 * @example await gitDiff(process.cwd()) // "diff --git a/train.ts b/train.ts\n..."
 */
export async function gitDiff(folder: string): Promise<string | undefined> {
  const args = ["-C", folder, "diff", "HEAD", "--no-ext-diff", "--no-color", "--no-textconv"];
  const environment = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  const text = await new Promise<string>((resolve) => {
    const options = { timeout: 10_000, maxBuffer: maxBytes, env: environment };
    execFile("git", args, options, (error, output) => {
      if (error === null) return resolve(output);
      const isLong = (error as NodeJS.ErrnoException).code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
      resolve(isLong ? `${output}\n# cut: the difference is longer than ${maxBytes} bytes\n` : "");
    });
  });
  return text === "" ? undefined : text;
}
