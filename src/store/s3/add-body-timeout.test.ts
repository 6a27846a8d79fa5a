import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { Store } from "../store.js";
import { s3Store } from "./s3-store.js";

const listing = `<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>3</Size></Contents></ListBucketResult>`;

/** A store on a server that sends a listing as `send` says. */
function serveListing(send: (response: ServerResponse, count: number) => void): Promise<Store> {
  let count = 0;
  return serve((response) => {
    response.writeHead(200, { "content-type": "application/xml", "content-length": listing.length });
    send(response, count++);
  });
}

/** A store on a server that responds as `respond` says. */
async function serve(respond: (response: ServerResponse) => void): Promise<Store> {
  const server = createServer((_, response) => respond(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  return s3Store({ bucket: "bucket", endpoint, credentials, retryDelayMs: 1, timeoutMs: 200 });
}

const keys = async (store: Store): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of store.list("")) found.push(key);
  return found;
};

it("repeats a request whose response stops half-way", async () => {
  const store = await serveListing((response, count) =>
    count < 2 ? response.write(listing.slice(0, 40)) : response.end(listing),
  );
  expect(await keys(store)).toEqual(["a"]);
});

it("ends when every response stops half-way", async () => {
  const store = await serveListing((response) => response.write(listing.slice(0, 40)));
  await expect(keys(store)).rejects.toThrow(/cannot list|time/);
});

it("waits for a response that arrives slowly", async () => {
  const store = await serveListing(async (response) => {
    for (let start = 0; start < listing.length; start += 40) {
      response.write(listing.slice(start, start + 40));
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    response.end();
  });
  expect(await keys(store)).toEqual(["a"]);
});

it("repeats a read whose error stops half-way", { timeout: 10_000 }, async () => {
  let count = 0;
  const store = await serve((response) => {
    count += 1;
    if (count > 1) response.writeHead(200, { etag: '"1"', "content-length": 3 }).end("abc");
    else response.writeHead(503, { "content-length": 100 }).write("<Error>");
  });
  expect(Buffer.from(await store.read("a")).toString()).toBe("abc");
  expect(count).toBe(2);
});
