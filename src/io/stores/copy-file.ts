import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { downloadObject, type TransferOptions } from "../../store/download-object.js";
import { type OpenedStore, openStore } from "../../store/open-store-with.js";
import { copyObject } from "../../store/s3/copy-object.js";
import { uploadFile } from "../../store/upload-file.js";

const caller = "copyFile";

/**
 * Copies one object between URIs (`s3://`, `file://`, paths, from `http(s)://`) with bounded memory: from S3 in
 * concurrent ranges, to S3 in concurrent parts. It appears under its new name when it is complete and verified. A
 * target that ends in `/`, a bucket or a folder retains the file name. Returns the URI written and its size.
 *
 * @throws ArgumentError when the source does not name one object.
 * @example const { uri, size } = await copyFile("data/sales.parquet", "s3://lake/raw/");
 */
export async function copyFile(
  from: string,
  to: string,
  options: TransferOptions = {},
): Promise<{ readonly uri: string; readonly size: number }> {
  const context = { environment: awsEnvironment(), cwd: process.cwd(), signal: options.signal, caller };
  const source = await openStore(from, context);
  if (source.key === "" || source.key.endsWith("/"))
    throw new ArgumentError(`${caller}: ${from} does not name an object; name one, objects are copied one at a time`);
  const name = basename(source.key.replace(/[?#].*$/, ""));
  const isFolder = /^s3[an]?:\/\/[^/]+$/i.test(to) || (isLocal(to) && !to.endsWith("/") && (await isDirectory(to)));
  const uri = isFolder ? `${to}/${name}` : to.endsWith("/") ? to + name : to;
  const target = await openStore(uri, context);
  if (isS3(from) && isLocal(uri)) return { uri, size: await downloadObject(source, toPath(target), options, caller) };
  const written = isLocal(from)
    ? await uploadFile(toPath(source), target, options, caller)
    : await copyObject(source, target, options, caller);
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

function toPath({ store, key }: OpenedStore): string {
  return join(store.name, key);
}
