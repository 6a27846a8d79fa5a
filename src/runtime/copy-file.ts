import { basename, join } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { copyObject } from "../store/copy-object.js";
import { downloadFile, type TransferOptions } from "../store/download-file.js";
import { openStore } from "../store/open-store.js";

/**
 * Copies one object between URIs (`s3://`, `file://`, plain paths, from `http(s)://`) with bounded memory: to a file in ranges side by
 * side, to S3 in parts side by side. It is seen under its new name when it is whole. A target that ends in `/` keeps the name.
 * Returns the URI written and its size.
 */
export async function copyFile(
  from: string,
  to: string,
  options: TransferOptions = {},
): Promise<{ readonly uri: string; readonly size: number }> {
  const surroundings = {
    environment: process.env,
    cwd: process.cwd(),
    ...(options.signal !== undefined && { signal: options.signal }),
  };
  const source = await openStore(from, surroundings);
  if (source.key === "" || source.key.endsWith("/")) throw new ArgumentError(`copyFile: ${from} names no object`);
  const name = basename(source.key.replace(/[?#].*$/, ""));
  const isBucket = /^s3[an]?:\/\/[^/]+$/i.test(to);
  const uri = isBucket ? `${to}/${name}` : to.endsWith("/") ? to + name : to;
  const target = await openStore(uri, surroundings);
  const isLocal = !/^(s3[an]?|https?):\/\//i.test(uri);
  if (!isLocal) return { uri, size: (await copyObject(source, target, options)).size };
  return { uri, size: await downloadFile(source, join(target.store.name, target.key), options) };
}
