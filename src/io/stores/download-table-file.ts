import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileSystemError } from "../../files/file-system-error.js";
import { replaceFile } from "../../files/replace-file.js";
import { downloadObject } from "../../store/download-object.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import type { TableFile } from "./table-files.js";

/** Downloads a table's file with bounded memory, from S3 in concurrent ranges; `unpack` decompresses it. */
export async function downloadTableFile(
  { uri, store, key }: TableFile,
  path: string,
  { unpack = false, caller = "readTable" }: { readonly unpack?: boolean | undefined; readonly caller?: string } = {},
): Promise<void> {
  if (/^s3[an]?:/i.test(uri) && !unpack) {
    await downloadObject({ store, key }, path, {}, caller);
    return;
  }
  try {
    await mkdir(dirname(path), { recursive: true });
    const bytes = store.readChunks(key);
    await replaceFile(
      path,
      async (file) => {
        for await (const chunk of unpack ? unpackedPieces(bytes, uri) : bytes) await file.writeFile(chunk);
      },
      { flush: false },
    );
  } catch (cause) {
    throw fileSystemError(cause, { caller, verb: "write", path });
  }
}
