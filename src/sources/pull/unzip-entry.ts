import { errorMessage } from "../../core/error-message.js";
import { FormatError, NotFoundError } from "../../core/errors.js";

/**
 * The bytes of the one file in a zip archive whose path ends in `ending`; `place` names the archive in errors.
 *
 * Only that file is unpacked.
 */
export async function unzipEntry(archive: Uint8Array, ending: string, place: string): Promise<Uint8Array> {
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
    throw new FormatError(`unzipEntry: ${place} is not a zip archive that can be read: ${errorMessage(cause)}`, {
      cause,
    });
  }
  const found = Object.entries(files);
  const [first] = found;
  if (first === undefined) {
    throw new NotFoundError(
      `unzipEntry: ${place} holds no file ending in "${ending}"; it holds ${names.join(", ") || "nothing"}`,
    );
  }
  if (found.length > 1) {
    throw new FormatError(
      `unzipEntry: ${place} holds ${found.length} files ending in "${ending}" (${found.map(([name]) => name).join(", ")}); give a longer ending`,
    );
  }
  return first[1];
}
