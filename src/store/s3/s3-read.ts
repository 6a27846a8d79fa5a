import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { s3Body } from "./s3-body.js";
import type { S3Sdk } from "./s3-client.js";

const partBytes = 8 * 1024 * 1024;
const parallel = 4;
const attempts = 3;

/**
 * The bytes of an object, in one request when it is small and else in ranges, four at a time, all of one version. A body that is
 * cut short is not retried by the SDK, so every range is counted and asked for again.
 */
export async function readObject(
  client: S3Client,
  { GetObjectCommand }: S3Sdk,
  object: { readonly Bucket: string; readonly Key: string },
  { signal, timeoutMs }: { readonly signal: AbortSignal | undefined; readonly timeoutMs: number },
): Promise<Uint8Array> {
  const abort = signal === undefined ? {} : { abortSignal: signal };
  const get = (start: number, end: number, tag?: string): Promise<GetObjectCommandOutput> =>
    client.send(
      new GetObjectCommand({
        ...object,
        Range: `bytes=${start}-${end - 1}`,
        ...(tag !== undefined && { IfMatch: tag }),
      }),
      abort,
    );
  const part = async (
    start: number,
    end: number,
    tag?: string,
  ): Promise<{ bytes: Uint8Array; size: number; tag: string }> => {
    for (let tries = 1; ; tries++) {
      const answer = await get(start, end, tag);
      const size = sizeOf(answer);
      const wanted = Math.min(end, size) - start;
      try {
        const pieces: Uint8Array[] = [];
        for await (const piece of s3Body(answer.Body, timeoutMs)) pieces.push(piece);
        const bytes = Buffer.concat(pieces);
        if (bytes.length !== wanted) throw cutShort(bytes.length, wanted);
        return { bytes, size, tag: (answer.ETag ?? "").replaceAll('"', "") };
      } catch (cause) {
        if (signal?.aborted || tries === attempts) throw cause;
      }
    }
  };

  const first = await part(0, partBytes).catch((cause: unknown) => {
    if ((cause as { readonly name?: string }).name === "InvalidRange") return undefined;
    throw cause;
  });
  if (first === undefined) return new Uint8Array(0);
  if (first.size <= partBytes) return first.bytes;

  const whole = new Uint8Array(first.size);
  whole.set(first.bytes);
  let next = partBytes;
  const worker = async (): Promise<void> => {
    while (next < whole.length) {
      const start = next;
      next += partBytes;
      const { bytes } = await part(start, Math.min(start + partBytes, whole.length), first.tag);
      whole.set(bytes, start);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return whole;
}

/** Size of the whole object: after the slash of `bytes 0-99/1234`. */
function sizeOf({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput): number {
  const total = Number(ContentRange?.split("/")[1]);
  return Number.isFinite(total) ? total : ContentLength;
}

function cutShort(found: number, wanted: number): Error {
  return Object.assign(new Error(`the answer ended after ${found} of ${wanted} bytes`), { code: "ECONNRESET" });
}
