import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import { httpStore } from "./http-store.js";
import { localStore } from "./local-store.js";
import { getS3Settings } from "./s3/get-s3-settings.js";
import { parseS3Uri } from "./s3/parse-s3-uri.js";
import { s3Store } from "./s3/s3-store.js";
import type { Store } from "./store.js";

/** A store and a key in it. */
export interface OpenedStore {
  readonly store: Store;
  /** The object; a prefix when the URI ends in `/` or names a bucket. */
  readonly key: string;
}

/** What opening a store needs of the process. */
export interface StoreContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Stops what the store is doing. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Public function or command that errors name. @default "openStore" when opening, then the kind of store, as in
   * "s3Store"
   */
  readonly caller?: string | undefined;
}

/**
 * The store and key of a URI: `s3://bucket/key` (also `s3a://`, `s3n://`), `file:///folder/key`, a path, `http(s)://`
 * (read-only). Keys are not decoded: `%20` in an S3 URI is three characters.
 *
 * @throws ArgumentError for an invalid URI.
 */
export async function openStore(uri: string, context: StoreContext): Promise<OpenedStore> {
  const { environment, cwd, signal, caller } = context;
  const opener = caller ?? "openStore";
  if (uri === "")
    throw new ArgumentError(`${opener}: the URI is empty; name a file, s3://bucket/key or https://host/path`);
  if (uri.includes("\0"))
    throw new ArgumentError(`${opener}: the URI ${JSON.stringify(uri)} contains a NUL byte; remove it`);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return openPath(uri, resolve(cwd, uri), caller);
    case "file":
      return openPath(uri, toFilePath(uri, opener), caller);
    case "s3":
    case "s3a":
    case "s3n": {
      const { bucket, key } = parseS3Uri(uri, opener);
      return { store: s3Store({ bucket, ...(await getS3Settings(environment, opener)), signal, caller }), key };
    }
    case "http":
    case "https": {
      const end = uri.search(/[?#]|$/);
      const start = uri.lastIndexOf("/", end) + 1;
      if (start <= `${scheme}://`.length) return { store: httpStore({ base: `${uri}/`, signal, caller }), key: "" };
      return { store: httpStore({ base: uri.slice(0, start), signal, caller }), key: uri.slice(start) };
    }
    default:
      throw new ArgumentError(
        `${opener}: unsupported URI ${redactUrl(uri)}; expected a path, file://, s3://, or http(s):// to read`,
      );
  }
}

/** The store is the folder of the file, so that a key cannot leave it; a symbolic link is opened where it leads. */
async function openPath(uri: string, path: string, caller: string | undefined): Promise<OpenedStore> {
  if (uri.startsWith("~/")) {
    throw new ArgumentError(
      `${caller ?? "openStore"}: "~" is expanded by the shell only; write ${join(homedir(), uri.slice(2))}`,
    );
  }
  if (uri.endsWith("/")) return { store: localStore(path, { caller }), key: "" };
  const real = await realpath(path).catch(() => path);
  return { store: localStore(dirname(real), { caller }), key: basename(real) };
}

function toFilePath(uri: string, caller: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new ArgumentError(`${caller}: invalid file URL ${uri}; expected file:///folder/file`, { cause });
  }
}
