import { type FileHandle, mkdir, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { replaceFile } from "../../files/replace-file.js";
import { checkInside } from "./check-inside.js";
import { removeAbandonedWrites } from "./remove-abandoned-writes.js";

/** The bytes of a file, whole or in chunks, or a function that writes them to the given path. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array> | ((path: string) => Promise<void>);

/** A folder that is written to. */
export interface WriteTarget {
  readonly root: string;
  readonly caller: string;
  /** Folders in which unfinished writes of killed processes have been removed. */
  readonly cleaned: Set<string>;
}

/**
 * Writes a file below the root atomically and creates its folders; on failure neither file nor new folders remain. The
 * first write to a folder removes unfinished writes of killed processes there.
 */
export async function writeLocalFile(
  { root, caller, cleaned }: WriteTarget,
  path: string,
  content: FileContent,
  { exclusive }: { readonly exclusive: boolean },
): Promise<void> {
  const folder = dirname(path);
  await checkInside(root, folder, caller);
  const firstCreated = await mkdir(folder, { recursive: true });
  try {
    await replaceFile(
      path,
      async (file, temporary) => {
        if (!cleaned.has(folder)) await removeAbandonedWrites(folder, (await file.stat()).mtimeMs);
        cleaned.add(folder);
        await writeContent(file, temporary, content);
      },
      { exclusive },
    );
  } catch (cause) {
    if (firstCreated !== undefined) await removeEmptyFolders(folder, firstCreated);
    throw cause;
  }
}

async function writeContent(file: FileHandle, path: string, content: FileContent): Promise<void> {
  if (typeof content === "function") await content(path);
  else if (content instanceof Uint8Array) await file.writeFile(content);
  else for await (const chunk of content) await file.writeFile(chunk);
}

/** Removes the folders that a failed write has created, unless another process uses them. */
async function removeEmptyFolders(from: string, last: string): Promise<void> {
  for (let folder = from; folder.length >= last.length; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}
