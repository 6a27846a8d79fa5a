import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { mapConcurrently } from "../../core/map-concurrently.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import type { TransferOptions } from "../../store/download-object.js";
import { openStore } from "../../store/open-store-with.js";
import { copyFile } from "./copy-file.js";

const caller = "copyFolder";

/** An object that was copied. */
export interface CopiedFile {
  readonly from: string;
  readonly uri: string;
  readonly size: number;
}

/**
 * Copies every object below a folder or prefix (`s3://`, `file://`, a path) to another, with the same relative keys;
 * returns what was copied, sorted by key. Each object appears when it is complete; a failure leaves those before it.
 *
 * @throws NotFoundError when nothing is below `from`, ArgumentError for a source that cannot be listed.
 * @example const copied = await copyFolder("data/traffic/raw", "s3://lake/traffic/raw");
 */
export async function copyFolder(
  from: string,
  to: string,
  { onFile, ...options }: Omit<TransferOptions, "onProgress"> & FolderOptions = {},
): Promise<readonly CopiedFile[]> {
  const [source, target] = [from, to].map((uri) => (uri.endsWith("/") ? uri : `${uri}/`));
  if (/^https?:/i.test(from)) throw new ArgumentError(`${caller}: cannot list ${from}; copy its files one at a time`);
  const { store, key: prefix } = await openStore(source ?? "", {
    environment: awsEnvironment(),
    cwd: process.cwd(),
    signal: options.signal,
    caller,
  });
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  if (keys.length === 0) throw new NotFoundError(`${caller}: nothing is below ${source}; check the path`);
  return await mapConcurrently(keys.sort(), 4, async (key) => {
    const name = key.slice(prefix.length);
    const copied = { from: `${source}${name}`, ...(await copyFile(`${source}${name}`, `${target}${name}`, options)) };
    onFile?.(copied);
    return copied;
  });
}

interface FolderOptions {
  /** Called after each object. */
  readonly onFile?: ((copied: CopiedFile) => void) | undefined;
}
