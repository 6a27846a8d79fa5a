import { errorMessage } from "../core/error-message.js";
import { AccessError, EnvironmentError, FailedError, NotFoundError, TimeoutError } from "../core/errors.js";
import type { Store, StoredObject } from "./store.js";

/** Settings of reading over HTTP. */
export interface HttpStoreOptions {
  /** What keys are put after, for example `https://host/folder/`. */
  readonly base: string;
  /** Time for one whole answer; default 120 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A store that reads addresses below a base over HTTP; it cannot write, and there is no way to list. */
export function httpStore({ base, timeoutMs = 120_000, signal }: HttpStoreOptions): Store {
  const address = (key: string): string => base + key;

  const ask = async <Result>(
    method: "GET" | "HEAD",
    key: string,
    take: (answer: Response) => Promise<Result>,
  ): Promise<Result> => {
    const url = address(key);
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await fetch(url, {
        method,
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      if (!answer.ok) throw statusError(answer.status, url);
      return await take(answer);
    } catch (cause) {
      if (cause instanceof NotFoundError || cause instanceof AccessError || cause instanceof FailedError) throw cause;
      if (limit.aborted) throw new TimeoutError(`store: ${url} did not answer within ${timeoutMs} ms`, { cause });
      throw new EnvironmentError(`store: cannot reach ${url}: ${reason(cause)}; check the address and the network`, {
        cause,
      });
    }
  };
  const readOnly = async (): Promise<never> => {
    throw new AccessError(`store: ${base} is read over HTTP and cannot be written; write to a file or s3://`);
  };

  return {
    name: base,
    read: (key) => ask("GET", key, async (answer) => new Uint8Array(await answer.arrayBuffer())),
    stat: async (key): Promise<StoredObject | undefined> => {
      try {
        return await ask("HEAD", key, async ({ headers }) => ({
          key,
          size: Number(headers.get("content-length") ?? 0),
          version: (headers.get("etag") ?? headers.get("last-modified") ?? "").replaceAll('"', ""),
        }));
      } catch (thrown) {
        if (thrown instanceof NotFoundError) return undefined;
        throw thrown;
      }
    },
    write: readOnly,
    create: readOnly,
    remove: readOnly,
    // biome-ignore lint/correctness/useYield: it refuses at the first step, as a listing does
    list: async function* () {
      throw new AccessError(`store: ${base} is read over HTTP, where files cannot be listed; name the files`);
    },
  };
}

function statusError(status: number, url: string): Error {
  if (status === 404 || status === 410) return new NotFoundError(`store: nothing at ${url} (status ${status})`);
  if (status === 401 || status === 403)
    return new AccessError(`store: ${url} is not open to this program (status ${status})`);
  return new FailedError(`store: ${url} answers with status ${status}; try again later`);
}

function reason(cause: unknown): string {
  const inner = (cause as Error).cause;
  return inner === undefined ? errorMessage(cause) : `${errorMessage(cause)}, ${errorMessage(inner)}`;
}
