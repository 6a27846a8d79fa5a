import { statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { openStore } from "../../io/stores/open-store.js";
import { type Notebook, parseNotebook } from "../../notebook/format/notebook.js";
import { readNotebook } from "./read-notebook.js";

/** Where notebooks are read from: a file, `s3://bucket/key`, `http(s)://…`, or `-` for standard input. */
export async function readNotebookAt(place: string): Promise<Notebook> {
  if (place === "-") return parseNotebook(await readAll(process.stdin), "standard input");
  if (!isUri(place)) return readNotebook(place);
  const { store, key } = await openStore(place);
  if (key === "") throw new NotFoundError(`readNotebook: ${place} names no notebook, but a place to list`);
  return parseNotebook(Buffer.from(await store.read(key)).toString("utf8"), place);
}

/** Puts the text of a notebook in its place; `last` tells that no newer text will follow. */
export type SaveNotebook = (text: string, last: boolean) => Promise<void>;

/** S3 is written at most this often before the run's end. */
const remotePauseMs = 5_000;

/**
 * A way to save a notebook: a file after every cell, `s3://` every few seconds and at the end, `-` on standard output at the end.
 */
export function notebookSaver(place: string, now: () => Date): SaveNotebook {
  if (place === "-") {
    return async (text, last) => {
      if (last) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    };
  }
  if (!isUri(place)) {
    const once = isDevice(place);
    return async (text, last) => {
      if (last || !once) await writeFileAtomically(place, text, { caller: "runNotebook", flush: last });
    };
  }
  let written = Number.NEGATIVE_INFINITY;
  return async (text, last) => {
    if (!last && now().getTime() - written < remotePauseMs) return;
    const { store, key } = await openStore(place);
    await store.write(key, Buffer.from(text));
    written = now().getTime();
  };
}

/** A device or pipe takes one notebook, not one per cell. */
function isDevice(path: string): boolean {
  try {
    const present = statSync(path);
    return !present.isFile() && !present.isDirectory();
  } catch {
    return false;
  }
}

/** The place of the executed copy when none is named: beside the notebook; in the working folder for one from the web; `-` for `-`. */
export function executedPlace(place: string): string {
  if (place === "-") return "-";
  const web = /^https?:/i.test(place);
  const path = web ? decodeURIComponent(new URL(place).pathname) : place;
  const extension = extname(path);
  const name = `${basename(path, extension).replace(/\.executed$/, "")}.executed${extension || ".ipynb"}`;
  if (web) return name;
  return isUri(place) ? `${place.slice(0, place.lastIndexOf("/") + 1)}${name}` : join(dirname(place), name);
}

/** Refuses places that cannot be written. */
export function checkOutputPlace(place: string): void {
  if (/^https?:/i.test(place)) {
    throw new ArgumentError(`runNotebook: cannot write to ${place}; name a file, s3://bucket/key or - as output`);
  }
}

/** A notebook's name without folder and extension. */
export function notebookName(place: string): string {
  if (place === "-") return "stdin";
  const path = isUri(place) ? place.replace(/[?#].*$/, "") : place;
  return basename(path, extname(path)).replace(/\.executed$/, "");
}

/** Whether a place is anything but a plain path. */
export function isUri(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place);
}
