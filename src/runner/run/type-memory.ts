import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { foldersAbove } from "../../host/cell-type-packages.js";
import { findLanguageServer } from "../../host/find-language-server.js";
import { packageVersion } from "../../host/package-version.js";
import { projectSettings } from "../../host/project-settings.js";
import type { ExecuteOutcome, Kernel } from "../../notebook/kernel/kernel.js";

const maxRemembered = 1_000;

/**
 * Remembers that the types of a run agree: the same cells over the same lock file, local modules and linked packages
 * are not checked again. It is an empty file in `node_modules/.cache/cuaderno/types`; without a lock file, or where it
 * cannot be written, types are checked in every run.
 */
export class TypeMemory {
  readonly #path: string | undefined;
  #isOk = true;

  /**
   * `run` is what says which cells run, `files` are the hashes of the code that they depend on, as `codeFiles` returns
   * them.
   */
  constructor(run: unknown, files: { readonly [path: string]: string }, cwd: string) {
    const packages = foldersAbove(cwd)
      .map((folder) => join(folder, "node_modules"))
      .find((folder) => existsSync(folder));
    const isLocked = Object.keys(files).some((path) => /lock|shrinkwrap/.test(basename(path)));
    if (packages === undefined || !isLocked) return;
    const compiler = [findLanguageServer(cwd)?.version, projectSettings(cwd)];
    const key = JSON.stringify([run, files, packageVersion(), compiler]);
    this.#path = join(packages, ".cache", "cuaderno", "types", contentHash(key).slice(0, 32));
  }

  /** Whether they are remembered. */
  get isClean(): boolean {
    return this.#path !== undefined && existsSync(this.#path);
  }

  /** The kernel, which checks no types when they are remembered. */
  observe(kernel: Kernel): Kernel {
    const checked = this.isClean;
    return {
      ...kernel,
      expect: (codes) => kernel.expect?.(codes, { checked }),
      execute: async (code, options) => {
        const outcome = await kernel.execute(code, options);
        if (isRefused(outcome)) this.#isOk = false;
        return outcome;
      },
    };
  }

  /** To be called after a run without failure. */
  async remember(): Promise<void> {
    if (this.#path === undefined || !this.#isOk || this.isClean) return;
    const folder = dirname(this.#path);
    try {
      if (existsSync(folder) && readdirSync(folder).length >= maxRemembered) rmSync(folder, { recursive: true });
      await writeFileAtomically(this.#path, "", { caller: "runNotebook", flush: false });
    } catch {
      // The next run checks the types again.
    }
  }
}

/** Whether a cell has type errors, or was not checked. */
function isRefused(outcome: ExecuteOutcome): boolean {
  if (outcome.kind !== "ok" && outcome.kind !== "error") return false;
  return outcome.unchecked === true || outcome.error?.ename === "TypeScriptError";
}
