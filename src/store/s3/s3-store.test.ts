import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessError, EnvironmentError, InterruptedError, NotFoundError } from "../../core/errors.js";
import { type S3Server, s3ServerKinds } from "../../testing/s3-server.js";
import { storeContract } from "../../testing/store-contract.js";
import { transferContract } from "../../testing/transfer-contract.js";
import { openStore } from "../open-store-with.js";
import { ensureBucket } from "./ensure-bucket.js";
import { ensureLifetimes } from "./ensure-lifetimes.js";
import { presignUrl } from "./presign-s3-url.js";
import { type S3StoreOptions, s3Store } from "./s3-store.js";

const bytes = new TextEncoder().encode("x");

const kinds = s3ServerKinds();
/** The server for what is about this package and a connection, not about a server: Ceph where it is installed. */
const first = kinds.find(({ missing }) => missing === undefined);

for (const kind of kinds) {
  const title = kind.missing === undefined ? "" : ` (skipped: ${kind.missing})`;
  describe.skipIf(kind.missing !== undefined)(`s3Store against ${kind.name}${title}`, () => {
    let server: S3Server | undefined;
    let buckets = 0;
    beforeAll(async () => {
      server = await kind.start();
    });
    afterAll(async () => {
      await server?.stop();
    });

    const settings = (): Pick<S3StoreOptions, "endpoint" | "credentials"> => {
      if (server === undefined) throw new Error("the server is not up");
      const { endpoint, accessKeyId, secretAccessKey } = server;
      return { endpoint, credentials: { accessKeyId, secretAccessKey } };
    };
    const newBucket = async (): Promise<string> => {
      buckets += 1;
      const bucket = `contract-${buckets}`;
      await ensureBucket(bucket, settings());
      return bucket;
    };

    storeContract(`s3Store against ${kind.name}`, async () => s3Store({ bucket: await newBucket(), ...settings() }), {
      decidesRaces: kind.name !== "moto",
    });

    if (kind === first) transferContract(kind.name, settings, newBucket);

    it.runIf(kind === first)("lists more keys than one response holds, in order", async () => {
      const store = s3Store({ bucket: await newBucket(), ...settings() });
      const names = Array.from({ length: 1_050 }, (_, index) => `many/${String(index).padStart(4, "0")}`);
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let index = next++; index < names.length; index = next++) await store.write(names[index] ?? "", bytes);
      };
      await Promise.all(Array.from({ length: 16 }, worker));
      const found: string[] = [];
      for await (const { key } of store.list("many/")) found.push(key);
      expect(found).toEqual(names);
    });

    it("creates a bucket once and reports it", async () => {
      expect(await ensureBucket("ensured", settings())).toEqual({ created: true, region: "us-east-1" });
      expect(await ensureBucket("ensured", settings())).toEqual({ created: false, region: "us-east-1" });
    });

    it("reports a missing bucket and how to create it", async () => {
      const store = s3Store({ bucket: "no-such-bucket", ...settings() });
      const message =
        /bucket "no-such-bucket" does not exist; create it with "cuaderno s3 ensure s3:\/\/no-such-bucket"/;
      await expect(store.read("a")).rejects.toThrow(message);
      await expect(store.write("a", bytes)).rejects.toThrow(NotFoundError);
      await expect(store.stat("a")).rejects.toThrow(message);
      await expect(store.list("")[Symbol.asyncIterator]().next()).rejects.toThrow(message);
    });

    it("names the nearest object when one is missing", async () => {
      const store = s3Store({ bucket: await newBucket(), ...settings() });
      await store.write("traffic/traffic_2018.csv", bytes);
      await expect(store.read("traffic/trafic_2018.csv")).rejects.toThrow(
        /the object does not exist; did you mean "traffic\/traffic_2018.csv"\?/,
      );
    });

    it("opens s3:// URIs with the settings of the environment, without decoding keys", async () => {
      const bucket = await newBucket();
      const { endpoint, accessKeyId, secretAccessKey } = server ?? {
        endpoint: "",
        accessKeyId: "",
        secretAccessKey: "",
      };
      const environment = {
        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      };
      const { store, key } = await openStore(`s3a://${bucket}/a%20b/c d.csv`, { environment, cwd: "/" });
      expect(key).toBe("a%20b/c d.csv");
      await store.write(key, bytes);
      expect((await store.read("a%20b/c d.csv")).length).toBe(1);
    });

    it("stops when its signal is aborted", async () => {
      const bucket = await newBucket();
      const stop = new AbortController();
      const store = s3Store({ bucket, ...settings(), signal: stop.signal });
      const writing = store.write("large", new Uint8Array(40 * 1024 * 1024));
      setTimeout(() => stop.abort(), 20);
      await expect(writing).rejects.toThrow(InterruptedError);
      await expect(store.read("large")).rejects.toThrow(InterruptedError);
      expect(await s3Store({ bucket, ...settings() }).stat("large")).toBeUndefined();
    });

    it.runIf(kind.name === "Ceph RGW")("signs URLs that expire and are valid for one object and method", async () => {
      const bucket = await newBucket();
      await s3Store({ bucket, ...settings() }).write("in/a b+c=%é.txt", bytes);
      const link = (key: string, more: object) => presignUrl({ bucket, key }, settings(), { now: new Date(), ...more });
      const read = await link("in/a b+c=%é.txt", {});
      expect(await (await fetch(read)).text()).toBe("x");
      const opened = await openStore(read, { environment: {}, cwd: "/" });
      expect(await opened.store.stat(opened.key)).toMatchObject({ size: 1 });
      expect((await fetch(read, { method: "PUT", body: "y" })).status).toBe(403);
      expect((await fetch(read.replace("in/", "out/"))).status).toBe(403);
      const old = await link("in/a b+c=%é.txt", { now: new Date(Date.now() - 120_000), expiresSeconds: 60 });
      expect((await fetch(old)).status).toBe(403);
      expect((await fetch(await link("new", { method: "PUT" }), { method: "PUT", body: "y" })).status).toBe(200);
    });

    it.runIf(kind.name === "Ceph RGW")(
      "lets the service remove objects after their lifetime, and no others",
      async () => {
        const bucket = await newBucket();
        const store = s3Store({ bucket, ...settings() });
        await store.write("tmp/old", bytes);
        await store.write("other", bytes);
        expect(await ensureLifetimes(bucket, [{ prefix: "tmp/", days: 1 }], settings())).toEqual({ kind: "set" });
        await expect.poll(() => store.stat("tmp/old"), { timeout: 60_000, interval: 500 }).toBeUndefined();
        expect(await store.stat("other")).toMatchObject({ size: 1 });
      },
      90_000,
    );

    it.runIf(kind.name === "Ceph RGW")("distinguishes a wrong key from a wrong secret", async () => {
      const bucket = await newBucket();
      const { endpoint = "", credentials } = settings();
      const wrong = (changed: object) =>
        s3Store({
          bucket,
          endpoint,
          credentials: { accessKeyId: "", secretAccessKey: "", ...credentials, ...changed },
        });
      await expect(wrong({ secretAccessKey: "wrong" }).read("a")).rejects.toThrow(AccessError);
      await expect(wrong({ secretAccessKey: "wrong" }).read("a")).rejects.toThrow(/the secret key is wrong/);
      await expect(wrong({ accessKeyId: "nobody" }).write("a", bytes)).rejects.toThrow(/unknown access key/);
      await expect(wrong({ accessKeyId: "nobody" }).stat("a")).rejects.toThrow(AccessError);
      const keys = { endpoint, credentials: { accessKeyId: "nobody", secretAccessKey: "wrong" } };
      await expect(ensureBucket("not-mine", keys)).rejects.toThrow(/unknown access key/);
      const secret = {
        endpoint,
        credentials: { accessKeyId: credentials?.accessKeyId ?? "", secretAccessKey: "wrong" },
      };
      await expect(ensureBucket("not-mine", secret)).rejects.toThrow(/the secret key is wrong/);
    });
  });
}

describe("s3Store against a faulty service", () => {
  const servers: Server[] = [];
  const serve = async (listener: Parameters<typeof createServer>[1]): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  const store = (endpoint: string) =>
    s3Store({ bucket: "bucket", endpoint, credentials: { accessKeyId: "a", secretAccessKey: "b" }, retryDelayMs: 1 });

  it("reports a refused connection", async () => {
    const endpoint = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    await expect(store(endpoint).read("a")).rejects.toThrow(EnvironmentError);
    await expect(store(endpoint).read("a")).rejects.toThrow(
      `s3Store: cannot read s3://bucket/a at ${endpoint}: connection refused; start the service or correct AWS_ENDPOINT_URL_S3`,
    );
  });

  it("reports a server that is not an S3 service, or does not support https", async () => {
    const page = await serve((_, response) => void response.writeHead(200).end("<html><meta></html>"));
    await expect(store(page).list("")[Symbol.asyncIterator]().next()).rejects.toThrow(
      /it is not an S3 service; correct AWS_ENDPOINT_URL_S3/,
    );
    const secure = page.replace("http:", "https:");
    await expect(store(secure).read("a")).rejects.toThrow(/it does not support https; correct AWS_ENDPOINT_URL_S3/);
    const database = createSocketServer((socket) => void socket.on("error", () => undefined).end("5.5.5-MariaDB"));
    await new Promise<void>((resolve) => database.listen(0, "127.0.0.1", resolve));
    const { port } = database.address() as AddressInfo;
    await expect(store(`http://127.0.0.1:${port}`).read("a")).rejects.toThrow(/is not an S3 service/);
    database.close();
  });

  it.each([
    [undefined, undefined],
    ["when_required", undefined],
    ["when_supported", "jNwWgw=="],
  ])("sends checksums to a service other than AWS only when configured (%s)", async (setting, expected) => {
    const sent: (string | string[] | undefined)[] = [];
    const endpoint = await serve((request, response) => {
      sent.push(request.headers["x-amz-checksum-crc32"]);
      request.resume().once("end", () => response.writeHead(200, { etag: '"1"' }).end());
    });
    const environment = {
      ...{ AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
      AWS_REQUEST_CHECKSUM_CALCULATION: setting,
    };
    const { store: opened, key } = await openStore("s3://bucket/a", { environment, cwd: "/" });
    await opened.write(key, bytes);
    expect(sent).toEqual([expected]);
  });

  it("rejects create on a service that ignores its condition", async () => {
    const endpoint = await serve((request, response) => {
      request.resume();
      request.on("end", () => response.writeHead(200, { etag: '"1"' }).end());
    });
    await expect(store(endpoint).create("a", bytes)).rejects.toThrow(/ignores If-None-Match and overwrites objects/);
  });

  it("continues a body that was cut, and fails when it is cut again and again", async () => {
    let requests = 0;
    const endpoint = await serve((_, response) => {
      requests += 1;
      response.writeHead(206, { "content-length": "10", "content-range": "bytes 0-9/10", etag: '"1"' });
      if (requests >= 2) return void response.end("0123456789");
      response.write("01234");
      setTimeout(() => response.destroy(), 10);
    });
    expect(new TextDecoder().decode(await store(endpoint).read("a"))).toBe("0123456789");
    expect(requests).toBe(2);
    const broken = await serve((_, response) => {
      response.writeHead(206, { "content-length": "10", "content-range": "bytes 0-9/10", etag: '"1"' });
      response.write("01234");
      setTimeout(() => response.destroy(), 10);
    });
    await expect(store(broken).read("a")).rejects.toThrow(/the connection broke; run again/);
  });

  it("retries when the service is busy", async () => {
    let requests = 0;
    const endpoint = await serve((_, response) => {
      requests += 1;
      if (requests < 3) response.writeHead(503).end();
      else response.writeHead(206, { "content-length": "1", "content-range": "bytes 0-0/1", etag: '"1"' }).end("x");
    });
    expect((await store(endpoint).read("a")).length).toBe(1);
  });

  it("recognizes its own object when the response to its write was lost", async () => {
    let writer: string | undefined;
    const endpoint = await serve((request, response) => {
      const isProbe = request.url?.includes(".cuaderno-writing-");
      request.resume();
      request.on("end", () => {
        if (request.method === "HEAD") {
          response
            .writeHead(200, { "content-length": "1", "x-amz-meta-cuaderno-writer": isProbe ? "other" : (writer ?? "") })
            .end();
        } else if (request.method === "DELETE") {
          response.writeHead(204).end();
        } else if (isProbe || writer !== undefined) {
          response.writeHead(412).end();
        } else {
          writer = String(request.headers["x-amz-meta-cuaderno-writer"]);
          request.socket.destroy();
        }
      });
    });
    expect(await store(endpoint).create("a", bytes)).toBe(true);
    expect(await store(endpoint).create("a", bytes)).toBe(false);
  });

  it("reports missing credentials", async () => {
    const environment = {
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
      AWS_PROFILE: "a-missing-profile",
    };
    const { store: opened, key } = await openStore("s3://bucket/a", { environment, cwd: "/" });
    await expect(opened.read(key)).rejects.toThrow(/no credentials \(.*\); set AWS_ACCESS_KEY_ID/);
  });
});
