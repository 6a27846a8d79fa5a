import { watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { CuadernoError } from "../../core/errors.js";
import { type ReplayingKernel, replayingKernel } from "../../notebook/kernel/replaying-kernel.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import { codeFiles } from "./code-files.js";
import { type NotebookKernel, notebookKernel } from "./notebook-kernel.js";
import { readNotebook } from "./read-notebook.js";
import { runWithKernel } from "./run-notebook.js";
import type { RunNotebookOptions } from "./run-notebook-options.js";

/** How a notebook is watched. */
export interface WatchNotebookOptions extends RunNotebookOptions {
  readonly signal: AbortSignal;
  /** Called after each run, with the number of unchanged cells at its start, which were not run again. */
  readonly onRun: (result: RunResult, unchanged: number) => void;
  /** Called when a saved notebook cannot be run, such as for an unknown parameter. */
  readonly onRefused: (error: CuadernoError) => void;
}

/** Editors write a file in several steps. */
const settleMs = 80;

/**
 * Runs a notebook, and again each time it is saved, from the first cell that changed or that imports a changed local
 * module; variables of the cells before it stay as they are. Resolves when the signal comes.
 */
export async function watchNotebook(path: string, options: WatchNotebookOptions): Promise<void> {
  const { signal, onRun, onRefused } = options;
  let kernel: NotebookKernel | undefined;
  let replaying: ReplayingKernel | undefined;
  const run = async (): Promise<void> => {
    const notebook = await readNotebook(path);
    if (kernel === undefined || replaying === undefined || replaying.hasDied) {
      await kernel?.stop();
      kernel = notebookKernel(path, notebook, options);
      const { cwd } = kernel;
      replaying = replayingKernel(await kernel.start(), (code) =>
        contentHash(JSON.stringify(codeFiles([code], cwd)) + code),
      );
    }
    const { nextRun } = replaying;
    const result = await runWithKernel(path, notebook, options, {
      ...kernel,
      start: () => Promise.resolve(nextRun()),
      stop: () => Promise.resolve(),
    });
    onRun(result, replaying.repeated);
  };
  const changes = savedFile(path, signal);
  try {
    do {
      await run().catch((failure: unknown) => {
        if (!(failure instanceof CuadernoError)) throw failure;
        onRefused(failure);
      });
    } while (await changes.next());
  } finally {
    await kernel?.stop();
  }
}

/** Waits for the next time that a file is saved, also while nobody waits; false once the signal has come. */
function savedFile(path: string, signal: AbortSignal): { next(): Promise<boolean> } {
  let isChanged = false;
  let wake: () => void = () => undefined;
  const name = basename(path);
  const watcher = watch(dirname(resolve(path)), (_event, file) => {
    if (file !== name) return;
    isChanged = true;
    wake();
  });
  signal.addEventListener("abort", () => {
    watcher.close();
    wake();
  });
  return {
    async next() {
      if (!isChanged && !signal.aborted) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
      if (signal.aborted) return false;
      await new Promise((done) => setTimeout(done, settleMs));
      isChanged = false;
      return true;
    },
  };
}
