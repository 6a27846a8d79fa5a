import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { killUpload } from "../testing/kill-upload.js";
import { localStore } from "./local-store.js";
import { openStore } from "./open-store-with.js";
import { uploadFile } from "./upload-file.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("does not show a file whose writer was killed", async () => {
  const inside = join(folder, "killed");
  await killUpload(join(inside, "half.bin"), {});
  expect(readdirSync(inside).map((name) => name.slice(0, 18))).toEqual([".cuaderno-writing-"]);
  const store = localStore(inside);
  expect(await store.stat("half.bin")).toBeUndefined();
  const found: string[] = [];
  for await (const { key } of store.list("")) found.push(key);
  expect(found).toEqual([]);
  const [left = ""] = readdirSync(inside);
  utimesSync(join(inside, left), new Date("2020-01-01"), new Date("2020-01-01"));
  await store.write("next", new Uint8Array(1));
  expect(readdirSync(inside)).toEqual(["next"]);
});

describe("temporary credentials", () => {
  const serve = async (listener: Parameters<typeof createServer>[1]): Promise<string> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const refusal = "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>";

  it("reports when a token expired", async () => {
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

  it("uses credentials that were renewed in the profile file", async () => {
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

  it("continues an upload with renewed credentials, and sends parts that are refused again", async () => {
    const file = join(folder, "credentials-of-upload");
    const renew = (key: string): void =>
      writeFileSync(file, `[work]\naws_access_key_id = ${key}\naws_secret_access_key = s\naws_session_token = t\n`);
    const parts: Buffer[] = [];
    const expectations: (string | undefined)[][] = [[], [], [], []];
    const endpoint = await serve(async (request, response) => {
      const number = Number(new URL(request.url ?? "", "http://host").searchParams.get("partNumber"));
      if (request.method === "POST") {
        const tag = request.url?.includes("uploads") ? "<UploadId>1</UploadId>" : "<ETag>1</ETag>";
        return void response.end(`<Result>${tag}</Result>`);
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const tries = expectations[number] ?? [];
      tries.push(request.headers.expect);
      if (number === 2 && tries.length === 1) return void response.writeHead(503).end();
      const isOld = request.headers.authorization?.includes("Credential=old/") === true;
      if (number === 3) renew("new");
      if (number === 3 && isOld) return void response.writeHead(400).end(refusal);
      parts[number - 1] = Buffer.concat(chunks);
      response.writeHead(200, { etag: `"${number}"` }).end();
    });
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "none"));
    onTestFinished(() => void vi.unstubAllEnvs());
    renew("old");
    const environment = { AWS_ENDPOINT_URL_S3: endpoint, AWS_PROFILE: "work" };
    const { store, key } = await openStore("s3://bucket/upload", { environment, cwd: "/" });
    const bytes = Buffer.from(new Uint8Array(17_000_000).map((_, index) => (index * 13 + (index >> 10)) & 255));
    writeFileSync(join(folder, "upload"), bytes);
    expect(await uploadFile(join(folder, "upload"), { store, key })).toMatchObject({ size: bytes.length });
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0);
    expect(expectations).toEqual([[], [undefined], [undefined, "100-continue"], [undefined, undefined]]);
  });

  it("requests new credentials before they expire", async () => {
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
