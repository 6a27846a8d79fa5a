import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { openDataset } from "../io/datasets/open-dataset.js";
import { readAnyTable } from "../io/datasets/read-any-table.js";
import { openStore } from "../io/stores/open-store.js";
import { writeTable } from "../io/tables/write-table.js";
import { predictRows } from "../pipeline/predict-rows.js";
import { historyRoutes } from "../server/history/history-routes.js";
import { openHistory } from "../server/history/open-history.js";
import { makeService } from "../server/make-service.js";
import { modelSource } from "../server/served-model.js";
import { callCommand } from "../testing/call-command.js";
import { describeOnS3 } from "../testing/describe-on-s3.js";
import { priceHistory, priceModel, prices } from "../testing/price-series.js";
import { startUi } from "../testing/start-ui.js";
import { temporaryFolder } from "../testing/temporary-tracker.js";
import { hourFrame, trafficPipeline, usualRow } from "../testing/traffic-pipeline.js";
import { define as drift } from "./drift.js";
import { define as predict } from "./predict.js";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const model = trafficPipeline();

interface RunInfo {
  readonly run_id: string;
  readonly artifact_uri: string;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const write = async (uri: string, text: string): Promise<void> => {
  const { store, key } = await openStore(uri);
  await store.write(key, new TextEncoder().encode(text));
};

describeOnS3("predict, serve and ui", "serving", () => {
  it("has the artifacts of runs there, which the page and MLflow's REST API read", { timeout: 60_000 }, async () => {
    const root = join(temporaryFolder(), "mlruns");
    const environment = { MLFLOW_DEFAULT_ARTIFACT_ROOT: "s3://serving/runs", CUADERNO_INDEX: "off" };
    const { url, end } = await startUi(["--tracking-uri", root], { environment });
    const post = async (path: string, body: object) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return (await response.json()) as { readonly experiment_id: string; readonly run: { readonly info: RunInfo } };
    };
    const { experiment_id } = await post("experiments/create", { name: "far" });
    const { run_id: id, artifact_uri: uri } = (await post("runs/create", { experiment_id })).run.info;
    expect(uri).toBe(`s3://serving/runs/${experiment_id}/${id}/artifacts`);
    const inDefault = (await post("runs/create", { experiment_id: "0" })).run.info;
    expect(inDefault.artifact_uri).toBe(`s3://serving/runs/0/${inDefault.run_id}/artifacts`);
    await write(`${uri}/notes/a b.md`, "# Größe");
    await write(`${uri}/page.html`, "<p>hello</p><script>document.title = 'ran'</script>");
    await writeTable(`${uri}/hours.parquet`, hourFrame(5));
    const get = async (path: string) => await fetch(`${url}${path}`);
    const run = await (await get(`/api/cuaderno/runs/${id}`)).json();
    expect(run.artifacts.map(({ path }: { readonly path: string }) => path)).toEqual([
      "hours.parquet",
      "notes/a b.md",
      "page.html",
    ]);
    const list = await (await get(`/api/2.0/mlflow/artifacts/list?run_id=${id}`)).json();
    expect(list).toMatchObject({ root_uri: uri, files: [{}, { path: "notes", is_dir: true }, {}] });
    expect(await (await get(`/artifact/${id}/notes/a%20b.md`)).text()).toContain("Größe</h2>");
    const page = await get(`/artifact/${id}/page.html`);
    expect(page.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect(await page.text()).toContain("<p>hello</p>");
    expect(await (await get(`/api/cuaderno/table?run_id=${id}&path=hours.parquet`)).json()).toMatchObject({ count: 5 });
    const bytes = await get(`/get-artifact?run_id=${id}&path=page.html`);
    expect([bytes.headers.get("content-type"), (await bytes.text()).length]).toEqual(["application/octet-stream", 51]);
    const missing = ["none.md", "../../secret", "%2e%2e/x"].map((path) =>
      get(`/get-artifact?run_id=${id}&path=${encodeURIComponent(path)}`),
    );
    expect((await Promise.all(missing)).map(({ status }) => status)).toEqual([404, 400, 404]);
    await end();
  });

  it("predicts files with a model, outputs and rejects there", { timeout: 60_000 }, async () => {
    await write("s3://serving/models/traffic.json", JSON.stringify(model));
    const line = "2018-03-05 08:00:00,281.5,Rain,no";
    await write("s3://serving/new/a.csv", `date_time,temp,weather_main,holiday\n${line}\n`);
    await write(
      "s3://serving/new/b.csv",
      `date_time,temp,weather_main,holiday\n${line}\n${line.replace("281.5", "cold")}\n`,
    );
    const { result } = await callCommand(predict, [
      ...["s3://serving/models/traffic.json", "--in", "s3://serving/new/*.csv", "--out", "s3://serving/out/p.parquet"],
      ...["--rejects", "s3://serving/out/rejects.csv", "--keep", "date_time"],
    ]);
    expect(result).toMatchObject({ predicted: 2, refused: 1 });
    const out = await readAnyTable("s3://serving/out/p.parquet");
    const expected = predictRows(model, [usualRow])[0]?.prediction;
    expect([...out.getColumn("prediction").toArray()]).toEqual([expected, expected]);
    expect((await readAnyTable("s3://serving/out/rejects.csv")).height).toBe(1);
  });

  it.each(["jsonl", "parquet"])(
    "serves a model and tables, and logs %s that drift compares",
    { timeout: 90_000 },
    async (format) => {
      await write("s3://serving/models/traffic.json", JSON.stringify(model));
      await writeTable("s3://serving/tables/hours.parquet", hourFrame(400));
      const log = `s3://serving/log-${format}`;
      const words = [
        "s3://serving/models/traffic.json",
        "--data",
        "s3://serving/tables",
        "--log",
        log,
        "--log-format",
        format,
      ];
      const child = spawn(process.execPath, [main, "serve", ...words, "--port", "0"], { env: process.env });
      children.push(child);
      const [first] = (await once(child.stderr, "data")) as [Buffer];
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(first))?.[0] ?? "";
      const rows = Array.from({ length: 200 }, (_, row) => ({ ...usualRow, temperature: 300 + (row % 30) }));
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/predict`, { method: "POST", headers, body: JSON.stringify({ rows }) });
      expect(response.status).toBe(200);
      expect(await (await fetch(`${url}/tables/hours?limit=1`)).json()).toMatchObject({ total: 400 });
      child.kill("SIGTERM");
      expect((await once(child, "close"))[0]).toBe(0);
      const words2 = ["--reference", "s3://serving/tables/hours.parquet", "--current", `${log}/traffic/`];
      const { result } = await callCommand(drift, [...words2, "--columns", "temperature", "--fail-on", "fail"], {
        json: true,
      });
      expect(process.exitCode).toBe(1);
      process.exitCode = 0;
      expect(JSON.stringify(result)).toContain('"failed":true');
    },
  );

  it("reads a series from datasets there, and takes uploads", { timeout: 60_000 }, async () => {
    const local = await priceHistory();
    const rows = await (await openDataset(local.datasets.price?.uri ?? "", prices)).read();
    await (await openDataset("s3://serving/series/price", prices)).append(rows);
    const history = await openHistory({ ...local, datasets: { price: { uri: "s3://serving/series/price" } } });
    const source = modelSource("price", priceModel());
    const routes = historyRoutes({ model: source, history, allowUpload: true, allowReset: true });
    const service = await makeService({ models: [source], routes });
    const send = async (path: string, body: string, type: string) => {
      const headers = { "content-type": type, host: "localhost" };
      return (await service.fetch(new Request(`http://localhost${path}`, { method: "POST", headers, body }))).json();
    };
    const uploaded = await send("/datasets/price/rows", "date,price\n2020-01-01,262.5\n", "text/csv");
    expect(uploaded).toMatchObject({ inserted: 1, version: 2 });
    const forecast = await (await service.fetch(new Request("http://localhost/forecast?period=2020-02"))).json();
    expect(forecast.forecasts).toMatchObject([{ missing: [], prediction: expect.any(Number) }]);
    const reset = await send("/datasets/reset", "{}", "application/json");
    expect(reset.datasets).toMatchObject([{ name: "price", rows: 60, removed: 1 }]);
  });
});
