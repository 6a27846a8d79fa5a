import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import { httpStore } from "./http-store.js";
import { localStore } from "./local-store.js";
import { parseS3Uri } from "./s3/parse-s3-uri.js";
import { s3Settings } from "./s3/s3-settings.js";
import { s3Store } from "./s3/s3-store.js";
import type { Store } from "./store.js";

/** A place that a URI names: read it with `store.read(key)`. A URI that ends in `/` gives a prefix to list, or to put names after. */
export interface OpenedStore {
  readonly store: Store;
  readonly key: string;
}

/** The world as far as opening a store needs it. */
export interface StoreContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Stops what the store is doing. */
  readonly signal?: AbortSignal;
}

/**
 * The store and key of a URI: `s3://bucket/key` (also `s3a://`, `s3n://`), `file:///folder/key`, a plain path, `http(s)://` to read
 * only. Keys are taken as they stand: `%20` in an S3 URI is three characters, not a blank.
 */
export async function openStore(uri: string, surroundings: StoreContext): Promise<OpenedStore> {
  const { environment, cwd, signal } = surroundings;
  const stop = signal === undefined ? {} : { signal };
  if (uri === "")
    throw new ArgumentError("openStore: the URI is empty; name a file, s3://bucket/key or https://host/path");
  if (uri.includes("\0")) throw new ArgumentError(`openStore: ${JSON.stringify(uri)} holds a NUL byte`);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return openPath(uri, resolve(cwd, uri));
    case "file":
      return openPath(uri, fileURLToPath(uri));
    case "s3":
    case "s3a":
    case "s3n": {
      const { bucket, key } = parseS3Uri(uri);
      return { store: s3Store({ bucket, ...s3Settings(environment), ...stop }), key };
    }
    case "http":
    case "https": {
      const end = uri.search(/[?#]|$/);
      const start = uri.lastIndexOf("/", end) + 1;
      if (start <= `${scheme}://`.length) return { store: httpStore({ base: `${uri}/`, ...stop }), key: "" };
      return { store: httpStore({ base: uri.slice(0, start), ...stop }), key: uri.slice(start) };
    }
    default:
      throw new ArgumentError(
        `openStore: cannot open ${redactUrl(uri)}; known are plain paths, file://, s3://, and http(s):// to read`,
      );
  }
}

/** The folder of the file is the store, so that a key never leaves it; a linked file is opened where it really lies. */
async function openPath(uri: string, path: string): Promise<OpenedStore> {
  if (uri.startsWith("~/")) {
    throw new ArgumentError(`openStore: "~" is read by the shell only; write ${join(homedir(), uri.slice(2))}`);
  }
  if (uri.endsWith("/")) return { store: localStore(path), key: "" };
  const real = await realpath(path).catch(() => path);
  return { store: localStore(dirname(real)), key: basename(real) };
}
