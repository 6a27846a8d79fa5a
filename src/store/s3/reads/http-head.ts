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

/** Status and headers of a response whose body has a known length. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** By lowercase name. */
  readonly headers: Record<string, string>;
  readonly bodyBytes: number;
  /** Whether the server accepts another request on the connection. */
  readonly isReusable: boolean;
}

/** The head of a request to read an object; undefined for other requests, and for those that HTTP cannot express. */
export function formatReadRequest({ method, protocol, path, query = {}, headers }: ReadRequest): string | undefined {
  const isRead =
    method === "GET" && protocol === "http:" && Object.keys(query).join() === "x-id" && query["x-id"] === "GetObject";
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const isValid = /^[!-~]+$/.test(path) && lines.every((line) => /^[\w-]+: [\t -~]*$/.test(line));
  return isRead && isValid ? [`GET ${path}?x-id=GetObject HTTP/1.1`, ...lines, "", ""].join("\r\n") : undefined;
}

/**
 * The head of an HTTP/1.1 response, without its empty line. Undefined unless it says in exactly one way, by a
 * Content-Length, where its body ends.
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
  const length = found.get("content-length") ?? "";
  if (!/^\d{1,15}$/.test(length) || found.has("transfer-encoding")) return undefined;
  const isReusable = !/\bclose\b/i.test(found.get("connection") ?? "");
  return {
    status: Number(status),
    reason,
    headers: Object.fromEntries(found),
    bodyBytes: Number(length),
    isReusable,
  };
}
