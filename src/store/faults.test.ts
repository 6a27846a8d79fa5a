import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { childProgram, startChild } from "../testing/child-program.js";
import { type Fault, faultyProxy } from "../testing/faulty-proxy.js";
import { type S3Server, s3ServerKinds } from "../testing/s3-server.js";
import { downloadFile } from "./download-file.js";
import { ensureBucket } from "./ensure-bucket.js";
import { openStore } from "./open-store.js";
import { s3Store } from "./s3-store.js";
import { uploadFile } from "./upload-file.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kind = s3ServerKinds().find(({ name }) => name === "moto");
const reason = kind?.missing === undefined ? "" : ` (skipped: ${kind.missing})`;

describe.skipIf(kind?.missing !== undefined)(`transfers over a bad line${reason}`, () => {
  let server: S3Server | undefined;
  beforeAll(async () => {
    server = await kind?.start();
    await ensureBucket("faults", settings(server?.endpoint ?? ""));
  });
  afterAll(async () => {
    await server?.stop();
  });
  const settings = (endpoint: string) => ({
    endpoint,
    credentials: { accessKeyId: server?.accessKeyId ?? "", secretAccessKey: server?.secretAccessKey ?? "" },
    timeoutMs: 1_000,
  });
  const bytes = Buffer.from(Uint8Array.from({ length: 20_000_000 }, (_, index) => (index * 13 + (index >> 10)) & 255));

  it.each<Fault>(["busy", "reset", "cut", "stall"])("survives: %s", async (fault) => {
    // The first try of each request is spoilt; one that goes on where a body broke off has the same end.
    const seen = new Map<string, number>();
    const proxy = await faultyProxy(server?.endpoint ?? "", (_, { method, url = "", headers }) => {
      if ((fault === "cut" || fault === "stall") && method !== "GET") return "none";
      const what = `${method} ${url} ${headers.range?.split("-")[1]}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
      return seen.get(what) === 1 ? fault : "none";
    });
    const store = s3Store({ bucket: "faults", ...settings(proxy.endpoint) });
    const [up, down, key] = [join(folder, "up"), join(folder, `down-${fault}`), `over/${fault}.bin`];
    writeFileSync(up, bytes);
    await uploadFile(up, { store, key });
    expect(await downloadFile({ store, key }, down)).toBe(bytes.length);
    expect(Buffer.compare(readFileSync(down), bytes)).toBe(0);
    expect(proxy.faults.filter((found) => found === fault).length).toBeGreaterThanOrEqual(3);
  });

  it("leaves no file and no part of one when the line stays broken", async () => {
    const store = s3Store({ bucket: "faults", ...settings(server?.endpoint ?? "") });
    await store.write("broken.bin", bytes);
    const proxy = await faultyProxy(server?.endpoint ?? "", (count) => (count < 3 ? "none" : "reset"));
    const broken = s3Store({ bucket: "faults", ...settings(proxy.endpoint) });
    const inside = mkdtempSync(join(folder, "broken-"));
    await expect(downloadFile({ store: broken, key: "broken.bin" }, join(inside, "x"))).rejects.toThrow(
      /connection broke/,
    );
    expect(readdirSync(inside)).toEqual([]);
  });

  it.each(["s3", "local"])("shows nothing of an upload that was killed half way (%s)", async (where) => {
    const target = where === "s3" ? "s3://faults/killed/half.bin" : join(folder, "killed", "half.bin");
    const program = childProgram(`
      import { openStore } from "./store/open-store.ts";
      const { store, key } = await openStore(process.argv[2], { environment: process.env, cwd: "/" });
      async function* pieces() {
        for (let piece = 0; piece < 20; piece++) yield new Uint8Array(1_000_000);
        console.log("half");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      await store.writeChunks(key, pieces());
    `);
    vi.stubEnv("AWS_ENDPOINT_URL_S3", server?.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", server?.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", server?.secretAccessKey);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { child, ended } = startChild(program, [target]);
    await new Promise<void>((resolve) =>
      child.stdout?.on("data", (text: Buffer) => text.includes("half") && resolve()),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill("SIGKILL");
    expect((await ended).code).toBe("SIGKILL");
    const { store, key } = await openStore(target, { environment: process.env, cwd: "/" });
    expect(await store.stat(key)).toBeUndefined();
    const found: string[] = [];
    for await (const object of store.list(where === "s3" ? "killed/" : "")) found.push(object.key);
    expect(found).toEqual([]);
  });
});

describe("temporary credentials", () => {
  const serve = async (answer: Parameters<typeof createServer>[1]): Promise<string> => {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const refusal = "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>";

  it("says when a token expired", async () => {
    const endpoint = await serve((_, response) => void response.writeHead(400).end(refusal));
    const environment = {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_SESSION_TOKEN: "c",
      AWS_CREDENTIAL_EXPIRATION: "2020-01-02T03:04:05Z",
    };
    const { store, key } = await openStore("s3://bucket/a", { environment, cwd: "/" });
    await expect(store.read(key)).rejects.toThrow(/the token expired at 2020-01-02T03:04:05.000Z; sign in again/);
  });

  it("takes keys of a profile that were renewed in its file", async () => {
    const file = join(folder, "credentials");
    const renew = (key: string): void =>
      writeFileSync(file, `[work]\naws_access_key_id = ${key}\naws_secret_access_key = s\naws_session_token = t\n`);
    const used: string[] = [];
    const endpoint = await serve((request, response) => {
      const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      used.push(key);
      if (key === "old") return void response.writeHead(400).end(refusal);
      response.writeHead(206, { "content-length": "1", "content-range": "bytes 0-0/1", etag: '"1"' }).end("x");
    });
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "none"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const environment = { AWS_ENDPOINT_URL_S3: endpoint, AWS_PROFILE: "work" };
    const { store, key } = await openStore("s3://bucket/a", { environment, cwd: "/" });
    renew("old");
    await expect(store.read(key)).rejects.toThrow(/the token expired; sign in again/);
    renew("new");
    expect((await store.read(key)).length).toBe(1);
    expect(used.at(-1)).toBe("new");
  });

  it("asks again for keys that are about to end", async () => {
    const program = join(folder, "keys.mjs");
    writeFileSync(
      program,
      `import { appendFileSync, readFileSync } from "node:fs";
       appendFileSync(${JSON.stringify(join(folder, "count"))}, "x");
       const AccessKeyId = "key" + readFileSync(${JSON.stringify(join(folder, "count"))}).length;
       const Expiration = new Date(Date.now() + 30_000).toISOString();
       console.log(JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey: "s", SessionToken: "t", Expiration }));`,
    );
    const config = join(folder, "config");
    writeFileSync(config, `[profile short]\ncredential_process = ${process.execPath} ${program}\n`);
    const used = new Set<string>();
    const endpoint = await serve((request, response) => {
      used.add(/Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "");
      response.writeHead(206, { "content-length": "1", "content-range": "bytes 0-0/1", etag: '"1"' }).end("x");
    });
    vi.stubEnv("AWS_CONFIG_FILE", config);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "none"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const environment = { AWS_ENDPOINT_URL_S3: endpoint, AWS_PROFILE: "short" };
    const { store, key } = await openStore("s3://bucket/a", { environment, cwd: "/" });
    await store.read(key);
    for (let tries = 0; used.size < 2 && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.read(key);
    }
    expect([...used].slice(0, 2)).toEqual(["key1", "key2"]);
  });
});
