import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CuadernoError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { appendDataset, type DatasetAppend } from "../../io/datasets/append-dataset.js";
import { HttpProblem } from "../http-problem.js";
import { mediaType } from "../request-body.js";
import type { IncomingRequest } from "../service-request.js";

/** What is done with the rows of an upload. */
export interface UploadRules {
  /** File name that reports and the dataset's version name. */
  readonly file: string;
  readonly dryRun: boolean;
  /** Inserts rows with unusual values too. */
  readonly accept: boolean;
  /** Replaces rows whose key exists with other values. */
  readonly update: boolean;
}

/** Sources of versions that uploads made. */
export const uploadPrefix = "upload:";

const endings: Readonly<Record<string, string>> = {
  "text/csv": ".csv",
  "application/x-ndjson": ".jsonl",
  "application/vnd.apache.parquet": ".parquet",
};

/**
 * Appends the rows of a request's body to a dataset, by the rules of `appendDataset`: all of them or none; columns that
 * the dataset does not have are left out. The body is written to a temporary file while it arrives.
 *
 * @throws HttpProblem 413 for a larger body, 415 for another media type, 422 for a file that cannot be read.
 */
export async function receiveUpload(
  request: IncomingRequest,
  uri: string,
  { file, ...rules }: UploadRules,
  maxBytes: number,
): Promise<DatasetAppend> {
  const type = mediaType(request);
  const ending = endings[type];
  if (ending === undefined) {
    const known = Object.keys(endings).join(", ");
    throw new HttpProblem(415, `content-type "${type.slice(0, 60)}" is not supported; send ${known}`);
  }
  const folder = makeTemporaryFolder(join(tmpdir(), "cuaderno-upload-"), "serve");
  const path = join(folder, `upload${ending}`);
  try {
    await writeBody(request, path, maxBytes);
    return await appendDataset(uri, path, { ...rules, extra: "ignore", sources: [`${uploadPrefix}${file}`] });
  } catch (thrown) {
    if (!(thrown instanceof CuadernoError) || (thrown.kind !== "format" && thrown.kind !== "argument")) throw thrown;
    const message = thrown.message.replace(/^\w+: /, "").replaceAll(path, file);
    throw new HttpProblem(422, message, { cause: thrown });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeBody(request: IncomingRequest, path: string, maxBytes: number): Promise<void> {
  const tooLarge = () => new HttpProblem(413, `the file is larger than ${maxBytes} bytes; send it in parts`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const file = await open(path, "wx", 0o600);
  try {
    let size = 0;
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      await file.write(chunk);
    }
    if (size === 0) throw new HttpProblem(400, "the body is empty; expected a file");
  } finally {
    await file.close();
  }
}
