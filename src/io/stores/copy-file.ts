import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { downloadObject, type TransferOptions } from "../../store/download-object.js";
import { type OpenedStore, openStore } from "../../store/open-store.js";
import { copyObject } from "../../store/s3/copy-object.js";
import { uploadFile } from "../../store/upload-file.js";

/**
 * Copies one object between URIs (`s3://`, `file://`, plain paths, from `http(s)://`) with bounded memory: from S3 to a file in ranges
 * side by side, to S3 in parts side by side. It is seen under its new name when it is whole. A target that ends in `/`, a bucket or a
 * folder keeps the name. Returns the URI written and its size.
 */
export async function copyFile(
  from: string,
  to: string,
  options: TransferOptions = {},
): Promise<{ readonly uri: string; readonly size: number }> {
  const surroundings = {
    environment: awsEnvironment(),
    cwd: process.cwd(),
    ...(options.signal !== undefined && { signal: options.signal }),
  };
  const source = await openStore(from, surroundings);
  if (source.key === "" || source.key.endsWith("/"))
    throw new ArgumentError(`copyFile: ${from} names no object; name one, they are copied one by one`);
  const name = basename(source.key.replace(/[?#].*$/, ""));
  const isFolder = /^s3[an]?:\/\/[^/]+$/i.test(to) || (isLocal(to) && !to.endsWith("/") && (await isDirectory(to)));
  const uri = isFolder ? `${to}/${name}` : to.endsWith("/") ? to + name : to;
  const target = await openStore(uri, surroundings);
  if (isS3(from) && isLocal(uri)) return { uri, size: await downloadObject(source, pathOf(target), options) };
  const written = isLocal(from)
    ? await uploadFile(pathOf(source), target, options)
    : await copyObject(source, target, options);
  return { uri, size: written.size };
}

async function isDirectory(to: string): Promise<boolean> {
  const found = await stat(/^file:/i.test(to) ? fileURLToPath(to) : to).catch(() => undefined);
  return found?.isDirectory() === true;
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
