import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkMarket } from "./check-market.js";
import { forecastShares } from "./forecast.js";
import { readTelecom, type TelecomTables } from "./load.js";
import { type Market, marketOf } from "./market.js";
import { originalModel, originalRows } from "./original-model.js";

const mirror = join(process.env.CUADERNO_DATA_MIRROR ?? "", "telecom");
const absent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(mirror);

describe.skipIf(absent)("the published telecom tables (folder named by CUADERNO_DATA_MIRROR)", () => {
  const folder = mkdtempSync(join(tmpdir(), "telecom-"));
  let tables: TelecomTables;
  let market: Market;
  beforeAll(async () => {
    await mkdir(join(folder, "raw"));
    await cp(mirror, join(folder, "raw"), { recursive: true });
    tables = await readTelecom(folder);
    market = marketOf(tables);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("try", () => {
    console.log(
      market.months.length,
      market.operators.slice(0, 8).map((o) => [o.key, o.name, o.share.at(-1)]),
    );
    const c = checkMarket(market);
    console.log({ ...c, recomputed: c.recomputed.length });
    const rows = originalRows(tables, market);
    const m = originalModel(rows);
    console.log({ ...m, forecasts: 0, cutoff: new Date(m.cutoff) });
    const f = forecastShares(market, { testFrom: m.cutoff });
    console.log(JSON.stringify(f, (k, v) => (typeof v === "number" ? Number(v.toFixed(4)) : v), 1).slice(0, 6000));
  });
});
