/** The request that is sent, as the AWS SDK describes it. */
export interface ReadRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Status and headers of a response. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** By lowercase name. */
  readonly headers: Record<string, string>;
  /** Undefined for the body of an error that is sent in chunks. */
  readonly bodyBytes: number | undefined;
  /** Whether the server accepts another request on the connection. */
  readonly isReusable: boolean;
}

/** The head of a request to read an object; undefined for other requests, and for those that HTTP cannot express. */
export function formatReadRequest({ method, protocol, path, query = {}, headers }: ReadRequest): string | undefined {
  const isRead =
    method === "GET" &&
    (protocol === "http:" || protocol === "https:") &&
    Object.keys(query).join() === "x-id" &&
    query["x-id"] === "GetObject";
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const isValid = /^[!-~]+$/.test(path) && lines.every((line) => /^[\w-]+: [\t -~]*$/.test(line));
  return isRead && isValid ? [`GET ${path}?x-id=GetObject HTTP/1.1`, ...lines, "", ""].join("\r\n") : undefined;
}

/**
 * The head of an HTTP/1.1 response, without its empty line. Undefined unless it says in exactly one way where its body
 * ends: by a Content-Length or, of an error, by chunks.
 */
export function parseResponseHead(text: string): ResponseHead | undefined {
  const [first = "", ...lines] = text.split("\r\n");
  const [, status, reason = ""] = /^HTTP\/1\.1 ([2-5]\d\d)(?: ([^\r\n]*))?$/.exec(first) ?? [];
  if (status === undefined || status === "204" || status === "304") return undefined;
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\r\n\0]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) return undefined;
    const key = name.toLowerCase();
    found.set(key, found.has(key) ? `${found.get(key)}, ${value}` : value);
  }
  const length = found.get("content-length");
  const encoding = found.get("transfer-encoding");
  const isChunked = length === undefined && encoding?.toLowerCase() === "chunked" && Number(status) >= 300;
  if (!isChunked && (encoding !== undefined || !/^\d{1,15}$/.test(length ?? ""))) return undefined;
  return {
    status: Number(status),
    reason,
    headers: Object.fromEntries(found),
    bodyBytes: isChunked ? undefined : Number(length),
    isReusable: !/\bclose\b/i.test(found.get("connection") ?? ""),
  };
}

/** The body in chunks that the bytes are; undefined while they are incomplete, an error when they are not chunks. */
export function decodeChunks(bytes: Buffer): Buffer | Error | undefined {
  const pieces: Buffer[] = [];
  for (let start = 0; ; ) {
    const lineEnd = bytes.indexOf("\r\n", start);
    if (lineEnd < 0) return undefined;
    const digits = bytes.toString("latin1", start, lineEnd);
    const [from, end] = [lineEnd + 2, lineEnd + 2 + Number.parseInt(digits, 16)];
    if (!/^[0-9a-f]{1,6}$/i.test(digits)) return new Error("invalid chunk");
    if (end + 2 > bytes.length) return undefined;
    if (bytes.toString("latin1", end, end + 2) !== "\r\n") return new Error("invalid chunk");
    pieces.push(bytes.subarray(from, end));
    start = end + 2;
    if (from === end) return start === bytes.length ? Buffer.concat(pieces) : new Error("bytes after the last chunk");
  }
}
