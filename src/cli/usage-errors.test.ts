import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeNotebook, temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const main = join(rootFolder, "dist", "cli", "main.js");

function call(words: readonly string[], cwd: string): { readonly status: number | null; readonly message: string } {
  const { status, stdout } = spawnSync(process.execPath, [main, ...words, "--json"], { cwd, encoding: "utf8" });
  const { error } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
    readonly error: { readonly message: string };
  };
  return { status, message: error.message };
}

describe.runIf(existsSync(main))("usage errors (skipped without a build)", () => {
  it.each([
    [["run", "a.ipynb", "--plna"], "unknown option '--plna' (Did you mean --plan?)"],
    [["diff", "a.ipynb"], "missing required argument 'after'"],
    [["predict", "m"], "required option '--in <uri>' not specified"],
    [["rnu"], "unknown command 'rnu' (Did you mean run?)"],
    [[], 'expected a command; "cuaderno --help" lists them'],
  ])("of %j end with a line of JSON", (words, message) => {
    expect(call(words, rootFolder)).toEqual({ status: 2, message });
  });

  it("name the working folder that does not exist", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.ipynb"), JSON.stringify(makeNotebook(["1"], "cuaderno")));
    mkdirSync(join(folder, "here"));
    const { status, message } = call(["run", "a.ipynb", "--cwd", "here/nope"], folder);
    expect(status).toBe(2);
    expect(message).toMatch(/^run: folder .*nope does not exist; check the path given with --cwd$/);
  });
});
