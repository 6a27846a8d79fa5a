import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { errorMessage } from "../core/error-message.js";
import { EnvironmentError, NotFoundError } from "../core/errors.js";
import type { TableFile } from "./table-files.js";

/** The bytes of a file piece by piece: local files and HTTP as a stream; what another store holds is read whole first. */
export async function* filePieces({ place, store, key }: TableFile): AsyncGenerator<Uint8Array> {
  const path = localPath(place);
  if (path !== undefined) {
    if ((await store.stat(key)) === undefined)
      throw new NotFoundError(`readChunks: there is no ${place}; look at the name`);
    yield* createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
  } else if (/^https?:/i.test(place)) yield* webPieces(place);
  else yield await store.read(key);
}

/** The path of a local file; undefined for what lies elsewhere. */
export function localPath(place: string): string | undefined {
  if (/^file:/i.test(place)) return fileURLToPath(place);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place) ? undefined : resolve(place);
}

async function* webPieces(place: string): AsyncGenerator<Uint8Array> {
  const answer = await fetch(place).catch((cause: unknown) => {
    throw new EnvironmentError(`readChunks: ${place} cannot be reached (${errorMessage(cause)}); try again`, { cause });
  });
  if (!answer.ok || answer.body === null) {
    throw new NotFoundError(`readChunks: ${place} answers ${answer.status} ${answer.statusText}; look at the address`);
  }
  try {
    yield* answer.body as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new EnvironmentError(`readChunks: ${place} broke off (${errorMessage(cause)}); try again`, { cause });
  }
}
