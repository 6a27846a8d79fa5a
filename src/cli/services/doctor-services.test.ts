import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { callCommand } from "../../testing/call-command.js";
import { missingRedis, startRedis } from "../../testing/redis-server.js";
import { sqlServerKinds } from "../../testing/sql-server.js";
import { define } from "../doctor.js";
import { configuredServices } from "./configured-services.js";

afterEach(() => {
  process.exitCode = undefined;
});
const call = (environment: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  callCommand(define, ["--services", ...words], { environment });

/** A server that replies to each path with a status and a body. */
async function serveReplies(replies: Readonly<Record<string, readonly [number, string]>>) {
  const server = createServer((request, response) => {
    const [status, body] = replies[request.url ?? ""] ?? [404, ""];
    response.writeHead(status, { server: "TestStore/2.1", "x-authorization": request.headers.authorization ?? "" });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

describe("cuaderno doctor --services", () => {
  it("says which variables name services when none does", async () => {
    const { printed, result } = await call({ MLFLOW_TRACKING_URI: "./mlruns", EDITOR: "vi" });
    expect(printed[0]).toContain("no service is configured; set AWS_ENDPOINT_URL_S3, MLFLOW_TRACKING_URI");
    expect(result).toEqual({ services: [], down: 0 });
    expect(process.exitCode).toBeUndefined();
  });

  it("prints address, version and latency of what is up, and why the rest is down, with exit code 4", async () => {
    const tracker = await serveReplies({ "/health": [200, "OK"], "/version": [200, "3.16.0\n"] });
    const store = await serveReplies({ "/": [403, "<Error/>"] });
    const model = await serveReplies({ "/health": [503, ""] });
    try {
      const { printed, result } = await call({
        MLFLOW_TRACKING_URI: `${tracker.url}/`,
        AWS_ENDPOINT_URL_S3: store.url,
        CUADERNO_SERVE_URL: model.url,
        CUADERNO_QUEUE: "redis://:secret@127.0.0.1:9/0",
        SHOP_URL: "postgres://ana:secret@127.0.0.1:9/shop",
      });
      const text = printed.join("\n");
      expect(text).not.toContain("secret");
      expect(text).toMatch(
        /^up {4}S3 +http:\/\/127\.0\.0\.1:\d+ +TestStore\/2\.1 {2}[\d.]+ ms {2}\(AWS_ENDPOINT_URL_S3\)/m,
      );
      expect(text).toMatch(
        /^up {4}tracker +http:\/\/127\.0\.0\.1:\d+\/ +3\.16\.0 {2}[\d.]+ ms {2}\(MLFLOW_TRACKING_URI\)/m,
      );
      expect(text).toMatch(/^DOWN {2}model server .*\n {6}\/health has status 503; check the address/m);
      expect(text).toMatch(/^DOWN {2}queue +redis:\/\/127\.0\.0\.1:9\/0 .*\n.*ECONNREFUSED/m);
      expect(text).toMatch(/^DOWN {2}database +postgres:\/\/127\.0\.0\.1:9\/shop .*\n.*ECONNREFUSED/m);
      expect(printed.at(-1)).toBe("3 of 5 services are down");
      expect(result).toMatchObject({ down: 3 });
      expect(JSON.stringify(result)).not.toContain("secret");
      expect(process.exitCode).toBe(4);
    } finally {
      await Promise.all([tracker.stop(), store.stop(), model.stop()]);
    }
  });

  it.skipIf(missingRedis() !== undefined)("gets from Redis its version and settings", async () => {
    const server = await startRedis();
    try {
      const { result } = await call({ CUADERNO_QUEUE: server.url, CUADERNO_STUDY: `${server.url}/0#traffic` });
      expect(result).toMatchObject({ down: 0, services: [{ role: "queue" }, { role: "study", isUp: true }] });
      const [queue] = (result as { services: readonly { version: string; notes: readonly string[] }[] }).services;
      expect(queue?.version).toMatch(/^Redis \d+\.\d+/);
      expect(queue?.notes).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it.each(sqlServerKinds().map((kind) => ({ kind, name: kind.name })))(
    "gets the version of $name",
    async ({ kind }) => {
      if (kind.missing !== undefined) return;
      const server = await kind.start();
      try {
        const { printed, result } = await call({ SHOP_URL: server.url });
        expect(result).toMatchObject({ down: 0, services: [{ role: "database", variable: "SHOP_URL", isUp: true }] });
        expect(printed[0]).toMatch(new RegExp(`${kind.name} \\d+\\.\\d+`));
      } finally {
        await server.stop();
      }
    },
  );
});

describe("configuredServices", () => {
  it("has each service once, without credentials in its address", () => {
    const found = configuredServices({
      AWS_ENDPOINT_URL: "http://127.0.0.1:9000",
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000",
      SPARK: "sc://spark:15002/;token=abc",
      HOMEPAGE: "https://example.org",
    });
    expect(found.map(({ role, variable, address }) => [role, variable, address])).toEqual([
      ["S3", "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000"],
      ["database", "SPARK", "sc://spark:15002/"],
    ]);
  });
});
