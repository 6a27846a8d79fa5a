import { afterAll, beforeAll, describe } from "vitest";
import { queueContract } from "../../testing/queue-contract.js";
import { missingRedis, type RedisServer, startRedis } from "../../testing/redis-server.js";
import { type SqlServer, sqlServerKinds } from "../../testing/sql-server.js";
import { openQueue } from "../open-queue.js";

const [, postgresKind] = sqlServerKinds();
let count = 0;

describe.skipIf(missingRedis() !== undefined)(`BullMQ on Redis ${missingRedis() ?? ""}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => await server?.stop());
  queueContract("on Redis", () => openQueue(`${server.url}?name=contract-${++count}`));
});

describe.skipIf(postgresKind.missing !== undefined)(`BullMQ on PostgreSQL ${postgresKind.missing ?? ""}`, () => {
  let server: SqlServer;
  beforeAll(async () => {
    server = await postgresKind.start();
  });
  afterAll(async () => await server?.stop());
  queueContract("on PostgreSQL", () => openQueue(`${server.url}?name=contract-${++count}`));
});
