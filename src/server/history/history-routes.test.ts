import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { impute } from "../../features/impute.js";
import { select } from "../../features/selection/select.js";
import { lags } from "../../features/time/lags.js";
import { linear } from "../../models/linear/linear.js";
import { pipeline } from "../../pipeline/pipeline.js";
import { predictRows } from "../../pipeline/predict-rows.js";
import { columnsFromEntries } from "../../table/columns.js";
import { takeRows } from "../../table/take-rows.js";
import { monthTime, priceAt, priceHistory, priceModel, prices } from "../../testing/price-series.js";
import { makeService } from "../make-service.js";
import { predictionLog } from "../prediction-log.js";
import { modelSource } from "../served-model.js";
import type { Forecast } from "./forecast.js";
import type { HistoryOptions } from "./history-options.js";
import { historyRoutes } from "./history-routes.js";
import type { HistorySiteOptions } from "./history-site.js";
import { openHistory } from "./open-history.js";

const origin = "http://localhost";

async function start({ model = priceModel(), history, ...rest }: Started = {}) {
  const source = modelSource("price", model);
  const options = history ?? (await priceHistory());
  const routes = historyRoutes({
    ...{ model: source, history: await openHistory(options), allowUpload: true, allowReset: true },
    ...rest,
  });
  const service = await makeService({ models: [source], routes });
  const get = async (path: string) => await (await service.fetch(new Request(`${origin}${path}`))).json();
  const forecasts = async (query: string): Promise<readonly Forecast[]> => (await get(`/forecast?${query}`)).forecasts;
  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
    const request = new Request(`${origin}${path}`, {
      ...{ method: "POST", body },
      headers: { "content-type": "text/csv", host: "localhost", ...headers },
    });
    const response = await service.fetch(request);
    return [response.status, await response.json()] as const;
  };
  return { service, get, forecasts, post };
}

interface Started extends Partial<Omit<HistorySiteOptions, "history" | "model">> {
  readonly model?: ReturnType<typeof priceModel>;
  readonly history?: HistoryOptions;
}

describe("forecasts of a series", () => {
  it("are what predictRows makes of the months before, next to the real value", async () => {
    const { forecasts } = await start();
    const found = await forecasts("from=2019-12&to=2020-01");
    const rows = [57, 58, 59].map((index) => ({ month: new Date(monthTime(index)), price: priceAt(index) }));
    expect(found[1]).toMatchObject({ period: "2020-01", actual: null, missing: [], trained: false });
    expect(found[1]?.prediction).toBeCloseTo(
      Number(predictRows(priceModel(), rows, { onInvalid: "flag" })[2]?.prediction),
      9,
    );
    expect(found[0]).toMatchObject({ period: "2019-12", actual: priceAt(59) });
    expect((await forecasts("period=2016-01"))[0]?.trained).toBe(true);
  });

  it("list every month that a dataset of the model lacks, and those of no other", async () => {
    const history = await priceHistory([30, 59]);
    const withRain = await start({ history, model: priceModel({ withRain: true }) });
    const missing = async (period: string) => (await withRain.forecasts(`period=${period}`))[0]?.missing;
    expect(await missing("2017-08")).toEqual([{ dataset: "rain", period: "2017-07" }]);
    expect(await missing("2017-10")).toEqual([{ dataset: "rain", period: "2017-07" }]);
    expect(await missing("2017-11")).toEqual([]);
    expect(await missing("2020-02")).toEqual([
      { dataset: "rain", period: "2019-12" },
      { dataset: "price", period: "2020-01" },
      { dataset: "rain", period: "2020-01" },
    ]);
    expect((await (await start({ history })).forecasts("period=2020-01"))[0]?.missing).toEqual([]);
  });

  it("of rows that predict their own month are made for the next month, too", async () => {
    const history = { ...(await priceHistory()), horizon: 0 };
    const { tables } = await (await openHistory(history)).load();
    const columns = tables[0]?.columns ?? columnsFromEntries([]);
    const steps = [
      lags({ columns: ["price"], lags: [1, 2], every: "row", orderBy: "month" }),
      impute({ columns: ["price_lag1", "price_lag2"], strategy: "mean" }),
      select({ columns: ["price_lag1", "price_lag2"] }),
    ];
    const model = pipeline({ steps, model: linear(), schema: prices }).fit(
      takeRows(
        columns,
        Int32Array.from({ length: 46 }, (_, row) => row + 2),
      ),
      Float64Array.from({ length: 46 }, (_, row) => priceAt(row + 2)),
    );
    const { forecasts } = await start({ history, model });
    const [last, next, later] = await forecasts("from=2019-12&to=2020-02");
    expect(last).toMatchObject({ prediction: model.predict(columns).at(-1), actual: priceAt(59) });
    const extended = columnsFromEntries([
      ["month", { kind: "time", values: Float64Array.from([58, 59, 60], monthTime) }],
      ["price", { kind: "number", values: Float64Array.of(priceAt(58), priceAt(59), Number.NaN) }],
    ]);
    expect(next).toMatchObject({ prediction: model.predict(extended)[2], actual: null, missing: [] });
    expect(later).toMatchObject({ prediction: null, missing: [{ dataset: "price", period: "2020-01" }] });
  });

  it.each([
    ["from=2020-13", "from: expected a month such as 2020-03"],
    ["period=2020-1", "period: expected a month"],
    ["from=2020-02&to=2020-01", "to: 2020-01 is before 2020-02"],
    ["from=1900-01&to=2020-01", "1441 months are too many; the limit is 1000"],
    ["format=xml", "format: expected json or csv"],
  ])("refuse %s", async (query, message) => {
    const { service } = await start();
    for (const path of query.startsWith("format") ? ["/forecast"] : ["/forecast", "/"]) {
      const response = await service.fetch(new Request(`${origin}${path}?${query}`));
      expect(response.status).toBe(422);
      expect(await response.text()).toContain(message);
    }
  });

  it("are a CSV, and are logged", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-site-log-"));
    const log = predictionLog({
      folder,
      instance: "a",
      now: () => new Date(0),
      onProblem: (text) => expect(text).toBe(""),
    });
    const { service, get } = await start({ predictionLog: log, logFolder: folder });
    expect(await get("/logs/predictions")).toEqual({ predictions: [] });
    const csv = await (
      await service.fetch(new Request(`${origin}/forecast?from=2020-01&to=2020-02&format=csv`))
    ).text();
    expect(csv).toMatch(
      /^period,prediction,actual,missing,unusual\n2020-01,[\d.]+,,,.*\n2020-02,,,2020-01 \(price\),\n$/,
    );
    const { predictions } = await get("/logs/predictions");
    expect(predictions).toMatchObject([{ model: "price", price: priceAt(59), month: "2019-12-01 00:00:00" }]);
    expect(await get("/logs/training")).toEqual({ versions: [] });
  });
});

describe("uploads", () => {
  const path = "/datasets/price/rows?file=new.csv";
  const csv = (...cells: readonly string[]) => `date,price,note\n${cells.map((row) => `${row},x\n`).join("")}`;

  it("insert new rows once, refuse wrong ones, hold unusual ones back, and change the next forecast", async () => {
    const { post, forecasts, get } = await start();
    const rows = csv(
      "2020-01-01,262.5",
      "2019-12-01,999",
      `2019-11-01,${priceAt(58)}`,
      "2020-02-01,cheap",
      "2020-03-01,9999",
    );
    const [status, report] = await post(path, rows);
    expect([status, report]).toMatchObject([
      200,
      { dataset: "price", file: "new.csv", inserted: 1, duplicates: 1, refusedCount: 2, unusualCount: 1, version: 2 },
    ]);
    expect(report.unusual).toMatchObject([{ row: "month=2020-03-01", column: "price", value: "9999" }]);
    expect((await forecasts("period=2020-02"))[0]).toMatchObject({ missing: [], actual: null });
    expect((await forecasts("period=2020-01"))[0]).toMatchObject({ actual: 262.5 });
    const [, again] = await post(path, rows);
    expect(again).toMatchObject({ inserted: 0, duplicates: 2, version: 2 });
    const [, accepted] = await post(`${path}&accept=1&update=1`, rows);
    expect(accepted).toMatchObject({ inserted: 1, updated: 1, version: 3 });
    expect((await get("/datasets")).datasets).toMatchObject([
      { name: "price", first: "2015-01", last: "2020-03", rows: 62, gaps: ["2020-02"], gapCount: 1 },
      { name: "rain" },
    ]);
  });

  it("are undone on request, as a new version", async () => {
    const { post, get } = await start();
    await post(path, csv("2020-01-01,262.5"));
    await post(path, csv("2020-02-01,262.5"));
    const [, { datasets }] = await post("/datasets/reset", "{}", { "content-type": "application/json" });
    expect(datasets).toEqual([
      { name: "price", resetTo: 1, version: 4, rows: 60, removed: 2 },
      { name: "rain", resetTo: 1, version: 1, rows: 60, removed: 0 },
    ]);
    expect((await get("/datasets")).datasets[0]).toMatchObject({ last: "2019-12", version: 4 });
    await post(path, csv("2020-01-01,262.5"));
    const [, again] = await post("/datasets/reset", '{"dataset":"price"}', { "content-type": "application/json" });
    expect(again.datasets).toMatchObject([{ resetTo: 4, version: 6, rows: 60 }]);
  });

  it("of several clients at a time lose no row", async () => {
    const { post, get } = await start();
    const all = Array.from({ length: 6 }, (_, month) => post(path, csv(`2020-0${month + 1}-01,262.5`)));
    expect((await Promise.all(all)).map(([status]) => status)).toEqual(Array(6).fill(200));
    expect((await get("/datasets")).datasets[0]).toMatchObject({ last: "2020-06", rows: 66, version: 7 });
  });

  it.each([
    ["a body that is too large", path, "x".repeat(2_001), {}, 413, "larger than 2000 bytes"],
    ["an empty body", path, "", {}, 400, "the body is empty"],
    ["another media type", path, "x", { "content-type": "text/plain" }, 415, 'content-type "text/plain"'],
    [
      "a form of another page",
      path,
      "x",
      { origin: "https://evil.example" },
      403,
      "requests of pages of https://evil.example",
    ],
    [
      "a request of another site",
      path,
      "x",
      { "sec-fetch-site": "cross-site" },
      403,
      "requests of pages of other sites",
    ],
    ["an unknown dataset", "/datasets/__proto__/rows", "x", {}, 404, 'no dataset "__proto__"'],
    ["a path out of the root", "/datasets/..%2f..%2fetc/rows", "x", {}, 404, "no dataset"],
    ["a file without the columns", path, "a,b\n1,2\n", {}, 422, "new.csv"],
    ["bytes that are not UTF-8", path, "date,price\n\u0000\u0000,\n", {}, 422, ""],
    ["another flag", `${path}&accept=yes`, "x", {}, 422, "accept: expected an integer from 0 to 1"],
    ["a reset of a form", "/datasets/reset", "{}", {}, 415, "expected application/json"],
    [
      "a reset without JSON",
      "/datasets/reset",
      "[]",
      { "content-type": "application/json" },
      422,
      "expected a JSON object",
    ],
  ] as const)("refuse %s", async (_, url, body, headers, expected, message) => {
    const { post, get } = await start({ maxUploadBytes: 2_000 });
    const [status, problem] = await post(url, body, headers);
    expect([status, problem.detail]).toEqual([expected, expect.stringContaining(message)]);
    expect(JSON.stringify(problem)).not.toContain(tmpdir());
    expect((await get("/datasets")).datasets[0]).toMatchObject({ version: 1, rows: 60 });
  });

  it("and resets are off unless they are allowed", async () => {
    const { post, service } = await start({ allowUpload: false, allowReset: false });
    expect((await post(path, "x"))[0]).toBe(404);
    expect((await post("/datasets/reset", "{}", { "content-type": "application/json" }))[0]).toBe(404);
    expect(await (await service.fetch(new Request(`${origin}/data`))).text()).toContain("Uploads are off");
  });
});

it("errors over time are those of the forecasts, next to the last known value's", async () => {
  const { get } = await start();
  const { points, groups, parts } = await get("/accuracy");
  expect(points).toHaveLength(57);
  const last = points.at(-1);
  expect(last).toMatchObject({ period: "2019-12", actual: priceAt(59), baseline: priceAt(58), trained: false });
  const inYear = points.filter(({ period }: { period: string }) => period.startsWith("2019"));
  const squares = inYear.map(
    ({ prediction, actual }: { prediction: number; actual: number }) => (prediction - actual) ** 2,
  );
  const rmse = Math.sqrt(squares.reduce((sum: number, value: number) => sum + value, 0) / 12);
  expect(groups.at(-1)).toMatchObject({ name: "2019", count: 12, rmse: expect.closeTo(rmse, 9) });
  expect(parts.map(({ name, count }: { name: string; count: number }) => [name, count])).toEqual([
    ["rows the model learned from", 46],
    ["other rows", 11],
  ]);
});

it("refuses a series that the model cannot be predicted from", async () => {
  const { datasets, ...rest } = await priceHistory();
  const open = async (options: HistoryOptions, model = priceModel()) => {
    const { service } = await start({ history: options, model });
    return (await service.fetch(new Request(`${origin}/forecast`))).json();
  };
  const rain = { rain: datasets.rain as never };
  expect((await open({ ...rest, datasets: rain })).detail).toContain('no dataset has the column "price"');
  const both = { ...datasets, copy: datasets.price as never };
  expect((await open({ ...rest, datasets: both })).detail).toContain('price and copy both have the column "price"');
  await expect(openHistory({ ...rest, datasets, time: "day" })).rejects.toThrow('needs the time column "day"');
  await expect(openHistory({ ...rest, datasets, period: "year" })).rejects.toThrow("several rows of 2015");
});
