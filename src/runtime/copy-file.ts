import { basename, join } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { copyObject } from "../store/copy-object.js";
import { downloadFile, type TransferOptions } from "../store/download-file.js";
import { type OpenedStore, openStore } from "../store/open-store.js";
import { uploadFile } from "../store/upload-file.js";

/**
 * Copies one object between URIs (`s3://`, `file://`, plain paths, from `http(s)://`) with bounded memory: from S3 to a file in ranges
 * side by side, to S3 in parts side by side. It is seen under its new name when it is whole. A target that ends in `/`, or is a bucket,
 * keeps the name. Returns the URI written and its size.
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
  if (isS3(from) && isLocal(uri)) return { uri, size: await downloadFile(source, pathOf(target), options) };
  const written = isLocal(from)
    ? await uploadFile(pathOf(source), target, options)
    : await copyObject(source, target, options);
  return { uri, size: written.size };
}

function isS3(uri: string): boolean {
  return /^s3[an]?:\/\//i.test(uri);
}

function isLocal(uri: string): boolean {
  return !isS3(uri) && !/^https?:\/\//i.test(uri);
}

function pathOf({ store, key }: OpenedStore): string {
  return join(store.name, key);
}
