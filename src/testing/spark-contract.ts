import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSql } from "../sources/sql/read-sql.js";
import { sqlBatches } from "../sources/sql/sql-batches.js";
import { childProgram, startChild } from "./child-program.js";
import { startCutProxy } from "./cut-proxy.js";
import { type SparkServer, startSparkServer } from "./spark-server.js";
import type { SqlContractKind } from "./sql-contract/sql-dialect.js";

/** Reads a result batch by batch, and prints its rows and the process's peak memory. */
const streamProgram = `
import { sqlBatches } from "./sources/sql/sql-batches.js";
const [, , database, size] = process.argv;
const query = "SELECT id, id * 0.5D AS half, concat('row ', id) AS name FROM range(0, " + size + ", 1, 100)";
let rows = 0, sum = 0;
for await (const frame of sqlBatches({ database, query })) {
  rows += frame.height;
  sum += Number(frame.getColumn("id").sum());
}
console.log(JSON.stringify({ rows, sum, peakMb: process.resourceUsage().maxRSS / 1024 }));
`;

/** What is special about Spark Connect: long results over connections that break. */
export function sparkContract(name: "Sail" | "Spark", python: string, missing: SqlContractKind["missing"]): void {
  describe.skipIf(missing !== undefined)(
    `Spark Connect to ${name}${missing === undefined ? "" : ` ${missing}`}`,
    () => {
      let server: SparkServer;
      beforeAll(async () => {
        server = await startSparkServer(name, python);
      }, 120_000);
      afterAll(() => server?.stop());

      it("continues after the last response when the connection breaks", async () => {
        const proxy = await startCutProxy(server.port, { cuts: 3, bytes: 400_000 });
        try {
          const database = `sc://127.0.0.1:${proxy.port}`;
          let rows = 0;
          let sum = 0;
          const query = "SELECT id, concat('row ', id) AS name FROM range(200000) WHERE id % ? = 0";
          for await (const frame of sqlBatches({ database, query, parameters: [1], retries: 0 })) {
            rows += frame.height;
            sum += Number(frame.getColumn("id").sum());
          }
          expect([rows, sum]).toEqual([200_000, (199_999 * 200_000) / 2]);
          expect(proxy.connections()).toBeGreaterThan(3);
        } finally {
          await proxy.close();
        }
      });

      it("streams rows within a small memory", async () => {
        const program = childProgram(streamProgram);
        const size = name === "Sail" ? 2_000_000 : 10_000_000;
        const { code, output } = await startChild(program, [server.url, String(size)]).ended;
        expect([code, output]).toEqual([0, expect.stringContaining("rows")]);
        const { rows, sum, peakMb } = JSON.parse(output) as Record<string, number>;
        expect([rows, sum]).toEqual([size, (size * (size - 1)) / 2]);
        expect(peakMb).toBeLessThan(300);
      }, 240_000);

      it("reports the end of the server in the middle of a result, and reads again before one", async () => {
        const own = await startSparkServer(name, python);
        try {
          const broken = async (): Promise<void> => {
            let isFirst = true;
            // In few partitions they are more than the server's memory, and it waits for itself.
            const query = "SELECT id, repeat('x', 200) AS text FROM range(0, 2000000, 1, 100)";
            for await (const _ of sqlBatches({ database: `sc://127.0.0.1:${own.port}`, query, retryDelayMs: 20 })) {
              if (isFirst) await own.kill();
              isFirst = false;
            }
          };
          await expect(broken()).rejects.toThrow(/^sqlBatches: (lost the connection to|cannot connect to) sc:/);
        } finally {
          await own.stop();
        }
      }, 120_000);

      it("has a new session for each reader, unless the URL names one", async () => {
        await server.execute("CREATE OR REPLACE TEMPORARY VIEW mine AS SELECT 1 AS x");
        expect((await readSql({ database: server.url, table: "mine" })).rows()).toEqual([[1]]);
        const other = `sc://127.0.0.1:${server.port}/;session_id=${randomUUID()}`;
        await expect(readSql({ database: other, table: "mine" })).rejects.toThrow(/^readSql: mine at sc:.*mine/);
      });
    },
  );
}
