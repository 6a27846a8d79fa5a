import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { contentHash } from "../core/content-hash.js";
import { EnvironmentError } from "../core/errors.js";
import { fileSystemError } from "../files/file-system-error.js";
import { checkNoCredentials } from "../http/check-no-credentials.js";
import { BodyReader } from "../http/read-body.js";
import { redactUrl } from "../http/redact-url.js";
import type { RequestOptions } from "../http/send-request.js";

/** How a file is downloaded. */
export interface DownloadOptions extends Omit<RequestOptions, "method" | "body" | "caller"> {
  /**
   * Whether a partial download is stored when it fails, and continued by the next call. Retries within a call always
   * continue.
   *
   * @default false
   */
  readonly resume?: boolean | undefined;
  /** Called as bytes arrive; `total` is undefined when the server does not say. */
  readonly onProgress?: ((received: number, total: number | undefined) => void) | undefined;
  /** Function that errors name. @default "downloadFile" */
  readonly caller?: string | undefined;
}

/**
 * Downloads a URL to a file and returns the number of bytes.
 *
 * The file appears when it is complete: status, range, length and, where the server sends one, checksum of the body are
 * verified first. An empty body, and an HTML page instead of a data file, are errors. Retries are those of
 * `fetchBytes`.
 *
 * @example const bytes = await downloadFile("https://example.org/sales.csv", "data/sales.csv");
 */
export async function downloadFile(url: string, path: string, options: DownloadOptions = {}): Promise<number> {
  const { resume = false, caller = "downloadFile" } = options;
  checkNoCredentials(url, caller);
  const part = join(dirname(path), `.${basename(path)}.${resume ? contentHash(url).slice(0, 12) : randomUUID()}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const received = await downloadPart(url, path, part, options);
    await rename(part, path);
    await rm(validatorPath(part), { force: true });
    return received;
  } catch (thrown) {
    throw fileSystemError(thrown, { caller, verb: "write", path });
  } finally {
    if (!resume || !existsSync(validatorPath(part))) await rm(part, { force: true });
    if (!resume) await rm(validatorPath(part), { force: true });
  }
}

async function downloadPart(url: string, path: string, part: string, options: DownloadOptions): Promise<number> {
  const { caller = "downloadFile", headers, onProgress } = options;
  const resumePoint = await findResumePoint(part);
  const body = new BodyReader(url, {
    ...options,
    caller,
    headers: { "accept-encoding": "identity", ...headers },
    restart: true,
    name: /\.\w+$/.test(path) ? path : url,
    resume: resumePoint,
  });
  const file = await open(part, resumePoint === undefined ? "w" : "r+");
  let received = resumePoint?.offset ?? 0;
  let validator = resumePoint?.validator;
  try {
    for await (const { offset, bytes } of body.chunks()) {
      if (body.validator !== validator) {
        validator = body.validator;
        await storeValidator(part, validator);
      }
      if (offset < received) await file.truncate(offset);
      await writeAll(file, bytes, offset);
      received = offset + bytes.length;
      onProgress?.(received, body.total);
    }
    if (received === 0) {
      await storeValidator(part, undefined);
      throw new EnvironmentError(`${caller}: ${redactUrl(url)} returned an empty body; check the URL`);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return received;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
  }
}

/** The server's validator of a partial download is stored next to it. */
function validatorPath(part: string): string {
  return `${part}.validator`;
}

async function storeValidator(part: string, validator: string | undefined): Promise<void> {
  if (validator === undefined) await rm(validatorPath(part), { force: true });
  else await writeFile(validatorPath(part), validator);
}

async function findResumePoint(
  part: string,
): Promise<{ readonly offset: number; readonly validator: string } | undefined> {
  const [found, validator] = await Promise.all([
    stat(part).catch(() => undefined),
    readFile(validatorPath(part), "utf8").catch(() => undefined),
  ]);
  return found === undefined || found.size === 0 || validator === undefined
    ? undefined
    : { offset: found.size, validator };
}
