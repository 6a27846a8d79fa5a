import { describe, expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { temporaryTracker } from "../testing/temporary-tracker.js";
import { define } from "./runs.js";

describe("cuaderno runs query", () => {
  it("runs SQL over runs, parameters, metrics and tags", async () => {
    const { tracker, root } = temporaryTracker();
    for (const [depth, rmse] of [
      [4, 5],
      [4, 3],
      [6, Number.NaN],
    ] as const) {
      const run = await tracker.startRun({ experiment: "traffic" });
      await run.logParams({ depth, Depth: "x" });
      await run.logMetrics({ rmse });
    }
    const query = (sql: string, format = "csv") =>
      callCommand(define, ["query", "--sql", sql, "--format", format, "--tracking-uri", root]);
    const { printed, noted, result } = await query(
      'select "params.Depth" as d, avg("metrics.rmse") as mean, count(*) as n from runs where status = \'running\' and not isnan("metrics.rmse") group by 1',
    );
    expect(printed).toEqual(["d,mean,n", "x,4,2"]);
    expect(noted).toEqual([expect.stringMatching(/"params.depth" differs from another column in case only/)]);
    expect(result).toMatchObject({ rows: [{ d: "x", mean: 4, n: 2 }] });
    const joined = await query(
      "select p.value, max(m.value) as best from params p join metrics m using (run_id) where p.key = 'depth' group by 1 order by 1",
      "json",
    );
    expect(JSON.parse(joined.printed[0] ?? "")).toEqual([
      { value: "4", best: 5 },
      { value: "6", best: "NaN" },
    ]);
    expect((await query("select count(*) as n from tags where key = 'mlflow.user'", "table")).printed).toEqual([
      "n",
      "3",
    ]);
    await expect(query("drop table runs")).rejects.toThrow(/sql/);
    await expect(query("select 1", "xml")).rejects.toThrow(/^runs query: --format: expected one of table, csv, json/);
  });
});
