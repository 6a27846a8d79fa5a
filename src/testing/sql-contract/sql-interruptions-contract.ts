import { expect, it } from "vitest";
import { sqlBatches } from "../../sources/sql/sql-batches.js";
import type { SqlDialect } from "./sql-dialect.js";
import { getFrame, type SqlSession } from "./sql-session.js";

/** Time limits, signals and lost connections. */
export function sqlInterruptionsContract(session: SqlSession, dialect: SqlDialect): void {
  const { of, getFailure } = session;
  const { planningMs = 200 } = dialect;
  it("times out, stops on a signal, and cancels the query on the server", async () => {
    expect(await getFailure({ query: dialect.slow(20), timeoutMs: planningMs })).toMatch(
      /^TimeoutError: .*raise timeoutMs/,
    );
    const stop = new AbortController();
    setTimeout(() => stop.abort(), planningMs);
    const from = performance.now();
    await expect(of({ query: dialect.slow(20) }).fetch({ signal: stop.signal })).rejects.toThrow(
      /stopped while reading/,
    );
    expect(performance.now() - from).toBeLessThan(5_000 + planningMs);
    if (dialect.running === undefined) return;
    const left = getFrame(await of({ query: dialect.running }).fetch());
    expect(left.row(0)).toEqual([0]);
  });

  it.skipIf(!dialect.isDurable)(
    "reads again after a lost connection, and fails in batches",
    async () => {
      const lines: string[] = [];
      const source = of({ query: dialect.slow(1.5), retryDelayMs: 300, retries: 6 });
      const reading = source.fetch({ log: (line) => lines.push(line) });
      reading.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await session.server.restart();
      expect((await reading).requests).toBeGreaterThan(1);
      expect(lines[0]).toContain("lost the connection, reading again");
      const broken = async (): Promise<void> => {
        let isFirst = true;
        for await (const _ of sqlBatches({
          database: session.server.url,
          table: "many",
          batchRows: 10,
          ...session.impatient,
        })) {
          if (isFirst) await session.server.restart();
          isFirst = false;
        }
      };
      await expect(broken()).rejects.toThrow(/lost the connection to .* while reading many/);
    },
    60_000,
  );
}
