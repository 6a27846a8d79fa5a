import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { downloadObject } from "../../store/download-object.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import type { TableFile } from "./table-files.js";

/** Brings a table's file to a path with bounded memory, from S3 in ranges side by side; unpacked on the way when that is asked for. */
export async function downloadTableFile(
  { uri, store, key }: TableFile,
  path: string,
  { unpack = false }: { readonly unpack?: boolean } = {},
): Promise<void> {
  if (/^s3[an]?:/i.test(uri) && !unpack) {
    await downloadObject({ store, key }, path);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const bytes = store.readChunks(key);
  await writeFile(path, unpack ? unpackedPieces(bytes, uri) : bytes);
}
