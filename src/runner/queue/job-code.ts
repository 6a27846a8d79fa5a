import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { contentHash } from "../../core/content-hash.js";
import { errorMessage } from "../../core/error-message.js";
import { ArgumentError, EnvironmentError, FailedError } from "../../core/errors.js";
import { acquireProcessLock } from "../../files/process-lock.js";
import { gitState } from "../../host/git-state.js";
import { openStore } from "../../io/stores/open-store.js";
import { imageTag } from "../../jobs/bull/bull-worker.js";
import type { Job, JobCode } from "../../jobs/job.js";
import { isUri } from "../run/is-uri.js";

const execute = promisify(execFile);

/** Where a worker finds the code of a job that is submitted from `cwd`, and its working folder there. */
export interface SubmittedCode {
  readonly code: JobCode;
  readonly folder: string;
  /** Tags that a worker needs for it. */
  readonly tags: readonly string[];
}

/**
 * The code that `--code` names: `folder` (default), `git`, the path or URI of a `.tar.gz`, or `image:<name>`.
 *
 * @throws ArgumentError for uncommitted or unpushed changes, and for a repository address with a password.
 */
export async function submittedCode(text: string | undefined, cwd: string): Promise<SubmittedCode> {
  if (text === undefined || text === "folder") return { code: { kind: "folder" }, folder: resolve(cwd), tags: [] };
  const folder = relative(await projectRoot(cwd), cwd) || ".";
  if (text === "git") return { code: await gitCode(cwd), folder, tags: [] };
  if (text.startsWith("image:")) {
    const image = text.slice("image:".length);
    return { code: { kind: "image", image }, folder, tags: [imageTag(image)] };
  }
  if (!/\.(tar\.gz|tgz)$/.test(text))
    throw new ArgumentError(`run: --code: unknown source "${text}"; use folder, git, image:<name> or a .tar.gz`);
  const uri = isUri(text) ? text : resolve(cwd, text);
  return { code: { kind: "tarball", uri, sha256: sha256(await readBytes(uri, "run")) }, folder, tags: [] };
}

/** The working folder of a job on this machine; fetches its code where needed. */
export async function prepareCode(
  job: Job,
  options: { readonly folder: string; readonly image?: string | undefined; readonly install: string },
): Promise<string> {
  const { code } = job;
  switch (code.kind) {
    case "folder":
      if (existsSync(job.folder)) return job.folder;
      throw new EnvironmentError(
        `worker: folder ${job.folder} does not exist on this machine; mount it under the same path, or submit with --code git`,
      );
    case "image":
      if (options.image === code.image) return resolve(job.folder);
      throw new EnvironmentError(
        `worker: the job needs the image ${code.image}; start a worker in that image with --image ${code.image}`,
      );
    case "git":
      return join(await prepared(options, `git ${code.repository} ${code.commit}`, fetchCommit(code)), job.folder);
    case "tarball":
      return join(await prepared(options, `tarball ${code.sha256}`, unpack(code)), job.folder);
  }
}

async function projectRoot(cwd: string): Promise<string> {
  const git = await execute("git", ["-C", cwd, "rev-parse", "--show-toplevel"]).catch(() => undefined);
  return git === undefined ? cwd : git.stdout.trim();
}

async function gitCode(cwd: string): Promise<JobCode> {
  const state = await gitState(cwd);
  if (state === undefined)
    throw new ArgumentError(
      `run: --code git: ${cwd} is not in a git repository with commits; commit and push it, or use --code folder`,
    );
  if (state.dirty) throw new ArgumentError("run: --code git: files differ from the last commit; commit and push them");
  const git = async (...args: readonly string[]): Promise<string> =>
    (await execute("git", ["-C", cwd, ...args]).catch(() => ({ stdout: "" }))).stdout.trim();
  const repository = await git("remote", "get-url", "origin");
  if (repository === "") throw new ArgumentError('run: --code git: the repository has no remote "origin"; add one');
  if (/^[a-z]+:\/\/[^/@]*:[^/@]*@/i.test(repository))
    throw new ArgumentError("run: --code git: the address of origin holds a password; use a credential helper or ssh");
  if ((await git("branch", "-r", "--contains", state.commit)) === "")
    throw new ArgumentError(`run: --code git: commit ${state.commit.slice(0, 8)} is not on origin; push it`);
  return { kind: "git", repository, commit: state.commit };
}

/** A folder that is made once per machine, whole or not at all. */
async function prepared(
  { folder, install }: { readonly folder: string; readonly install: string },
  what: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const name = contentHash(`${what} ${install}`).slice(0, 24);
  const target = resolve(folder, "code", name);
  if (existsSync(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const toError = (owner: string): Error => new FailedError(`worker: code is being fetched by ${owner}; try again`);
  const lock = await acquireProcessLock(`${target}.lock`, { waitMs: 600_000, toError });
  try {
    if (existsSync(target)) return target;
    const temporary = await mkdtemp(`${target}-`);
    try {
      await make(temporary);
      if (install !== "none" && existsSync(join(temporary, "package.json")))
        await execute(install, { cwd: temporary, shell: true, maxBuffer: 1 << 26 } as never);
      await rename(temporary, target);
    } catch (cause) {
      await rm(temporary, { recursive: true, force: true });
      throw new EnvironmentError(`worker: cannot fetch the code (${what}): ${errorMessage(cause)}; check the address`, {
        cause,
      });
    }
    return target;
  } finally {
    lock.release();
  }
}

function fetchCommit({ repository, commit }: { readonly repository: string; readonly commit: string }) {
  return async (path: string): Promise<void> => {
    const git = (...args: readonly string[]) => execute("git", ["-C", path, ...args], { maxBuffer: 1 << 26 });
    await git("init", "-q");
    await git("fetch", "-q", "--depth", "1", repository, commit);
    await git("-c", "advice.detachedHead=false", "checkout", "-q", "FETCH_HEAD");
  };
}

function unpack({ uri, sha256: expected }: { readonly uri: string; readonly sha256: string }) {
  return async (path: string): Promise<void> => {
    const bytes = await readBytes(uri, "worker");
    const found = sha256(bytes);
    if (found !== expected)
      throw new FailedError(`${uri} has changed since submission (SHA-256 ${found}); submit again`);
    const file = join(path, ".code.tar.gz");
    await writeFile(file, bytes);
    await execute("tar", ["-xzf", file, "-C", path, "--no-same-owner"], { maxBuffer: 1 << 26 });
    await rm(file);
  };
}

async function readBytes(uri: string, caller: string): Promise<Uint8Array> {
  const { store, key } = await openStore(isAbsolute(uri) || isUri(uri) ? uri : resolve(uri), { caller });
  return await store.read(key);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
