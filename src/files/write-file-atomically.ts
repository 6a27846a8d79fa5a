import { access, constants, mkdir, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AccessError, EnvironmentError } from "../core/errors.js";

/**
 * Puts a text or bytes in a file at once or not at all: a neighbour is written and renamed. The folder is made when missing; a link stays a
 * link, and a file keeps its permissions; one that may only be read is refused. A device or pipe, such as `/dev/null`, is written to.
 * `who` names the caller in errors, `fix` what its user can do.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  who: string,
  fix = "name another place with --output",
): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const present = await stat(target).catch(() => undefined);
    if (present !== undefined) await access(target, constants.W_OK);
    if (present !== undefined && !present.isFile() && !present.isDirectory()) return await writeFile(target, content);
    await mkdir(dirname(target), { recursive: true });
    const file = await open(temporary, "w");
    try {
      if (present?.isFile()) await file.chmod(present.mode);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw refusal(cause as NodeJS.ErrnoException, { path, who, fix });
  }
}

function refusal(
  cause: NodeJS.ErrnoException,
  { path, who, fix }: { readonly path: string; readonly who: string; readonly fix: string },
): Error {
  switch (cause.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new EnvironmentError(`${who}: no space left to write ${path}; free some or ${fix}`, { cause });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new AccessError(`${who}: may not write ${path} (${cause.code}); ${fix}`, {
        cause,
      });
    case "EISDIR":
      return new AccessError(
        `${who}: cannot write ${path}: it is a folder; ${fix.replace("another place", "a file")}`,
        { cause },
      );
    case "ENOTDIR":
    case "EEXIST":
      return new AccessError(`${who}: cannot write ${path}: a part of the path is a file; ${fix}`, { cause });
    default:
      return new EnvironmentError(`${who}: cannot write ${path}: ${cause.message}`, { cause });
  }
}
