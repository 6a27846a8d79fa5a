import { once } from "node:events";
import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";

/** A stream of bytes unpacked piece by piece when it is gzip or Zstandard, by its first bytes, else as it is. */
export async function* unpackedPieces(pieces: AsyncIterable<Uint8Array>, uri: string): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  try {
    while (head.length < 4) {
      const { done, value } = await iterator.next();
      if (done === true) break;
      head = Buffer.concat([head, value]);
    }
    const whole = restOf(head, iterator);
    if (head[0] === 0x1f && head[1] === 0x8b) yield* through(whole, zlib.createGunzip(), "gzip", uri);
    else if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd)
      yield* zstdPieces(whole, uri);
    else yield* whole;
  } finally {
    await iterator.return?.();
  }
}

async function* restOf(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done === true) return;
    yield value;
  }
}

async function* through(
  pieces: AsyncIterable<Uint8Array>,
  unpack: NodeJS.ReadWriteStream & Readable,
  kind: string,
  uri: string,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(pieces, { objectMode: false });
  source.once("error", (cause) => unpack.destroy(cause));
  source.pipe(unpack);
  try {
    for await (const piece of unpack) yield piece as Uint8Array;
  } catch (cause) {
    throw damaged(kind, uri, cause);
  } finally {
    source.destroy();
    if (!unpack.destroyed) {
      unpack.destroy();
      await once(unpack, "close");
    }
  }
}

/** Node has Zstandard from 22.15 on; before, a decoder in JavaScript is used. */
async function* zstdPieces(pieces: AsyncIterable<Uint8Array>, uri: string): AsyncGenerator<Uint8Array> {
  const native = (zlib as unknown as { readonly createZstdDecompress?: () => NodeJS.ReadWriteStream & Readable })
    .createZstdDecompress;
  if (native !== undefined) {
    yield* through(pieces, native(), "Zstandard", uri);
    return;
  }
  const { Decompress } = await import("fzstd");
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((piece) => void ready.push(piece));
  const emit = (): Uint8Array[] => {
    const out = ready;
    ready = [];
    return out;
  };
  try {
    for await (const piece of pieces) {
      decoder.push(piece);
      yield* emit();
    }
    decoder.push(new Uint8Array(0), true);
  } catch (cause) {
    throw damaged("Zstandard", uri, cause);
  }
  yield* emit();
}

function damaged(kind: string, uri: string, cause: unknown): FormatError {
  return new FormatError(
    `readChunks: ${uri} cannot be unpacked as ${kind} (${errorMessage(cause)}); it is cut short or damaged: fetch it again`,
    { cause },
  );
}
