import { errorMessage } from "../../core/error-message.js";
import { FormatError, NotFoundError } from "../../core/errors.js";

/**
 * Bytes of the file in a zip archive whose path ends in `ending`; only that file is decompressed. `source` names the
 * archive in errors.
 *
 * @throws NotFoundError when no file has that ending, FormatError when several have it or the archive is damaged.
 * @example await unzipEntry(await readFile("data.zip"), "table.csv", "data.zip")
 */
export async function unzipEntry(archive: Uint8Array, ending: string, source: string): Promise<Uint8Array> {
  const { unzipSync } = await import("fflate");
  const names: string[] = [];
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(archive, {
      filter: ({ name }) => {
        names.push(name);
        return name.endsWith(ending);
      },
    });
  } catch (cause) {
    throw new FormatError(
      `unzipEntry: ${source} is not a readable zip archive: ${errorMessage(cause)}; download it again`,
      { cause },
    );
  }
  const found = Object.entries(files);
  const [first] = found;
  if (first === undefined) {
    throw new NotFoundError(
      `unzipEntry: no file in ${source} ends in "${ending}"; found ${names.join(", ") || "no files"}`,
    );
  }
  if (found.length > 1) {
    throw new FormatError(
      `unzipEntry: ${found.length} files in ${source} end in "${ending}" (${found.map(([name]) => name).join(", ")}); use a longer ending`,
    );
  }
  return first[1];
}
