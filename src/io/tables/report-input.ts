import { createHash } from "node:crypto";
import { reportWork } from "../../core/report-work.js";
import type { TableSchema } from "../../table/schema/schema.js";

/** Of larger files the size, the beginning and the end are hashed, so that reading takes no longer. */
const maxHashed = 1 << 24;
const endBytes = 1 << 22;

/**
 * SHA-256 of the bytes of a file, the first 36 digits as in MLflow's layout; of a file over 16 MB that of its size, its
 * first and last 4 MB.
 *
 * @example inputDigest(new TextEncoder().encode("abc")) // "ba7816bf8f01cfea414140de5dae2223b003"
 */
export function inputDigest(bytes: Uint8Array): string {
  const hash = createHash("sha256");
  if (bytes.length <= maxHashed) hash.update(bytes);
  else {
    hash.update(`${bytes.length}\n`);
    hash.update(bytes.subarray(0, endBytes));
    hash.update(bytes.subarray(bytes.length - endBytes));
  }
  return hash.digest("hex").slice(0, 36);
}

/** A file of a table, once it was read. */
export interface ReadFile {
  readonly digest: string;
  readonly bytes: number;
}

/** Reports a table that was read, for the run that it is an input of. */
export function reportInput(
  caller: string,
  uris: readonly string[],
  { name, columns }: Pick<TableSchema, "name" | "columns">,
  { files, rowCount }: { readonly files: readonly ReadFile[]; readonly rowCount: number },
): void {
  const [first] = files;
  reportWork(() => ({
    caller,
    prefix: "input",
    input: {
      ...{ name, rowCount },
      source: uris.length === 1 ? String(uris[0]) : `${uris[0]} and ${uris.length - 1} more`,
      digest: files.length === 1 && first !== undefined ? first.digest : joinDigests(files),
      bytes: files.reduce((total, { bytes }) => total + bytes, 0),
      columns: Object.fromEntries(
        Object.entries(columns).map(([key, { kind, nullable }]) => [key, { kind, nullable }] as const),
      ),
    },
  }));
}

function joinDigests(files: readonly ReadFile[]): string {
  return inputDigest(new TextEncoder().encode(files.map(({ digest }) => digest).join("\n")));
}
