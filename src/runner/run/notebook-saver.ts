import { statSync } from "node:fs";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { openStore } from "../../io/stores/open-store.js";
import { isUri } from "./is-uri.js";

/** Saves a notebook; `last` is true when the run has ended. */
export type SaveNotebook = (text: string, last: boolean) => Promise<void>;

/** Minimum time between two writes to S3 during a run. */
const remotePauseMs = 5_000;

/**
 * A function that saves the notebook of a run: a file after every cell, `s3://` every few seconds and at the end, `-`
 * at the end.
 */
export function notebookSaver(output: string, now: () => Date): SaveNotebook {
  if (output === "-") {
    return async (text, last) => {
      if (last) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    };
  }
  if (!isUri(output)) {
    const once = isDevice(output);
    return async (text, last) => {
      if (last || !once) await writeFileAtomically(output, text, { caller: "runNotebook", flush: last });
    };
  }
  let written = Number.NEGATIVE_INFINITY;
  return async (text, last) => {
    if (!last && now().getTime() - written < remotePauseMs) return;
    const { store, key } = await openStore(output, { caller: "runNotebook" });
    await store.write(key, Buffer.from(text));
    written = now().getTime();
  };
}

/** A device or pipe takes one notebook, not one per cell. */
function isDevice(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}
