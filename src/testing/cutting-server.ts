import type { RequestListener } from "node:http";

/**
 * Serves one file that can be changed and supports ranges; the n-th response ends after `cuts[n]` bytes. The `Range` headers it
 * receives are appended to `ranges`.
 */
export function cuttingServer(
  file: { bytes: Buffer; tag: string },
  cuts: number[],
  ranges: (string | undefined)[],
): RequestListener {
  return (request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const isSame = request.headers["if-range"] === file.tag;
    const part = from > 0 && isSame ? file.bytes.subarray(from) : file.bytes;
    const headers = { etag: file.tag, "accept-ranges": "bytes", "content-length": part.length };
    if (from > 0 && isSame) {
      const contentRange = `bytes ${from}-${file.bytes.length - 1}/${file.bytes.length}`;
      response.writeHead(206, { ...headers, "content-range": contentRange });
    } else response.writeHead(200, headers);
    const cut = cuts.shift();
    if (cut === undefined) return void response.end(part);
    response.write(part.subarray(0, cut));
    setTimeout(() => response.destroy(), 10);
  };
}
