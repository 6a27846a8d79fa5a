import { resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { NotFoundError } from "../../core/errors.js";
import { mapConcurrently } from "../../core/map-concurrently.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { hashFile } from "../../host/hash-file.js";
import type { RunData } from "../../notebook/run/run-data.js";
import { listGlob } from "../../store/list-glob.js";
import { openStore as openStoreIn } from "../../store/open-store-with.js";
import { isUri } from "./is-uri.js";

/**
 * The versions of declared inputs: a hash of a local file's bytes, elsewhere the version that the store reports; a glob
 * means all files that it matches. Relative paths start at `cwd`.
 *
 * @throws NotFoundError for an input that does not exist.
 */
export async function inputVersions(uris: readonly string[], cwd: string): Promise<readonly RunData[]> {
  return await Promise.all(
    uris.map(async (uri) => ({ uri, kind: "input" as const, hash: await getVersion(uri, cwd) })),
  );
}

async function getVersion(uri: string, cwd: string): Promise<string> {
  const context = { environment: awsEnvironment(), cwd, caller: "runNotebook" };
  const matches = await listGlob(uri, context);
  if (matches !== undefined) {
    if (matches.length === 0) throw missing(uri, cwd);
    const versions = await mapConcurrently(matches, 4, async ({ store, key, object }) => {
      const version = object.version ?? (await store.stat(key))?.version ?? "";
      return `${key} ${object.size} ${version}`;
    });
    return contentHash(versions.join("\n"));
  }
  if (!isUri(uri)) return await hashFile(resolve(cwd, uri)).catch(() => Promise.reject(missing(uri, cwd)));
  const { store, key } = await openStoreIn(uri, context);
  const object = await store.stat(key);
  if (object === undefined) throw missing(uri, cwd);
  return object.version;
}

function missing(uri: string, cwd: string): NotFoundError {
  return new NotFoundError(
    `runNotebook: declared input ${uri} does not exist${isUri(uri) ? "" : ` in ${cwd}`}; fix its @input line or add the file`,
  );
}
