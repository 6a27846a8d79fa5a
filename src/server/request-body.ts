import type { Json } from "../core/json.js";
import { isDeeperThan } from "../core/json-depth.js";
import { HttpProblem } from "./http-problem.js";
import type { IncomingRequest } from "./service-request.js";

/** Maximum number of nested levels of a JSON body: rows in an object are 3. */
const maxDepth = 8;

/**
 * The body of a request as a string.
 *
 * @param limit maximum number of bytes
 * @throws HttpProblem 413 for a longer body, 415 for a compressed one, 400 for bytes that are not UTF-8.
 */
export async function readBody(request: IncomingRequest, limit: number): Promise<string> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") {
    throw new HttpProblem(
      415,
      `content-encoding "${encoding.slice(0, 40)}" is not supported; send the body uncompressed`,
    );
  }
  const tooLarge = () => new HttpProblem(413, `the body is larger than ${limit} bytes; send fewer rows`);
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge();
  return decodeUtf8(length === null ? await readStream(request, limit, tooLarge) : await request.arrayBuffer());
}

/** A body of unknown length is counted while it arrives. */
async function readStream(request: IncomingRequest, limit: number, tooLarge: () => HttpProblem): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new HttpProblem(400, "the body is not UTF-8", { cause });
  }
}

/**
 * The value of a JSON body.
 *
 * @throws HttpProblem 400 for a body that is not JSON or is nested too deeply.
 */
export function parseBody(body: string): Json {
  if (body.trim() === "") throw new HttpProblem(400, "the body is empty; expected a row as a JSON object");
  const value = ((): Json => {
    try {
      return JSON.parse(body) as Json;
    } catch (cause) {
      throw new HttpProblem(400, `the body is not valid JSON: ${(cause as Error).message.slice(0, 120)}`, { cause });
    }
  })();
  if (isDeeperThan(value, maxDepth)) {
    throw new HttpProblem(400, `the body has more than ${maxDepth} nested levels; expected rows of plain values`);
  }
  return value;
}

/**
 * The media type of a request, in lowercase and without parameters.
 *
 * @example mediaType(new Request("http://x", { headers: { "content-type": "text/csv; charset=utf-8" } })) // "text/csv"
 */
export function mediaType(request: IncomingRequest): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
