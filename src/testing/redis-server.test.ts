import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingRedis, type RedisServer, startRedis } from "./redis-server.js";

const missing = missingRedis();

describe.skipIf(missing !== undefined)(`startRedis${missing === undefined ? "" : ` (${missing})`}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => await server?.stop());

  it("has after a kill and a restart what was written before", async () => {
    const { Redis } = await import("ioredis");
    const client = new Redis(server.url, { maxRetriesPerRequest: null });
    client.on("error", () => undefined);
    await client.set("key", "value");
    await server.restart();
    expect(await client.get("key")).toBe("value");
    client.disconnect();
  });
});
