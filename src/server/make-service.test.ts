import { describe, expect, it } from "vitest";
import { logistic } from "../models/linear/logistic.js";
import { explainRows } from "../pipeline/explain-rows.js";
import { predictRows } from "../pipeline/predict-rows.js";
import { trafficPipeline, usualRow } from "../testing/traffic-pipeline.js";
import { authenticator, newPassword, newToken, parseCredentials } from "./authenticate.js";
import { makeService } from "./make-service.js";
import { rateLimit } from "./rate-limit.js";
import { modelSource } from "./served-model.js";
import type { ServiceOptions } from "./service-options.js";

const model = trafficPipeline();
const level = trafficPipeline({ model: logistic(), target: "level" });

async function start(options: Partial<ServiceOptions> = {}) {
  const lines: string[] = [];
  const service = await makeService({
    models: [modelSource("traffic", model), modelSource("level", level)],
    log: (line) => lines.push(line),
    ...options,
  });
  const send = (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    service.fetch(
      new Request(`http://localhost${path}`, {
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  return { service, send, lines };
}

/** The problem document of a response, after a check of its form. */
async function problem(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const document = (await response.json()) as Record<string, unknown>;
  expect(document).toMatchObject({ type: "about:blank", status: response.status, detail: expect.any(String) });
  return document;
}

describe("predictions over HTTP", () => {
  it("are the same bits as predictRows, for a row, rows, JSON lines and CSV, with strings and source names", async () => {
    const { send } = await start();
    const expected = predictRows(model, [usualRow])[0]?.prediction;
    const one = await send("/predict", usualRow);
    expect(one.status).toBe(200);
    expect(await one.json()).toEqual({ prediction: expected, valid: true, model: { name: "traffic", version: "1" } });
    const text = { date_time: usualRow.time, temp: "281.5", weather_main: "Rain", holiday: "no" };
    const many = await send("/predict", { rows: [usualRow, text] });
    expect((await many.json()) as unknown).toMatchObject({
      predictions: [{ prediction: expected }, { prediction: expected }],
    });
    expect(await (await send("/predict", [usualRow])).json()).toMatchObject({
      predictions: [{ prediction: expected }],
    });
    const csv = `${Object.keys(text).join(",")}\n${Object.values(text).join(",")}\n`;
    const asCsv = await send("/predict", csv, { "content-type": "text/csv", accept: "text/csv" });
    expect(await asCsv.text()).toBe(`prediction,valid,problems\n${expected},true,\n`);
    const asLines = await send("/predict", `${JSON.stringify(text)}\n`, { "content-type": "application/x-ndjson" });
    expect(await asLines.json()).toMatchObject({ predictions: [{ prediction: expected }] });
  });

  it("explain rows, and give probabilities of classes", async () => {
    const { send } = await start();
    const body = await (await send("/predict/explain?top=2", usualRow)).json();
    const [expected] = explainRows(model, [usualRow], { top: 2 });
    expect(body).toMatchObject({ expected: expected?.expected, contributions: expected?.contributions });
    expect(await (await send("/models/level/predict", usualRow)).json()).toMatchObject({
      prediction: predictRows(level, [usualRow])[0]?.prediction,
      probabilities: predictRows(level, [usualRow])[0]?.probabilities,
    });
    expect((await send("/models/level/predict/explain", usualRow)).status).toBe(404);
  });

  it("name row and field of what is wrong, or flag it", async () => {
    const { send } = await start();
    const rows = [usualRow, { ...usualRow, temp: "cold", temperature: undefined }, { ...usualRow, weather: "Hail" }];
    const refused = await problem(await send("/predict", { rows }));
    expect(refused).toMatchObject({
      status: 422,
      detail: 'row 1: temperature: expected a number, got "cold" (and 1 more)',
      errors: [
        { row: 1, field: "temperature", pointer: "/rows/1/temp", detail: 'temperature: expected a number, got "cold"' },
        { row: 2, field: "weather", pointer: "/rows/2/weather" },
      ],
    });
    const flagged = (await (await send("/predict?invalid=flag", { rows })).json()) as { predictions: object[] };
    expect(flagged.predictions).toMatchObject([{ valid: true }, { valid: false, prediction: null }, { valid: false }]);
    const wide = await send("/predict", { ...usualRow, temperature: 500 });
    expect(await problem(wide)).toMatchObject({ detail: "temperature is 500 K, the schema allows 200 to 330" });
  });
});

describe("MLflow's protocol", () => {
  it("refuses two columns of one name instead of reading the last, in its rows and in CSV", async () => {
    const { send } = await start();
    const columns = [...Object.keys(usualRow), "temperature"];
    const cells = [...Object.values(usualRow), 250];
    const split = await send("/invocations", { dataframe_split: { columns, data: [cells] } });
    const csv = await send("/predict", `${columns.join(",")}\n${cells.join(",")}\n`, { "content-type": "text/csv" });
    for (const response of [split, csv]) {
      expect(await problem(response)).toMatchObject({
        status: 422,
        detail: expect.stringContaining('two columns are named "temperature"; remove one'),
      });
    }
  });

  it("takes every form of rows, and refuses others", async () => {
    const { send } = await start();
    const expected = { predictions: [predictRows(model, [usualRow])[0]?.prediction] };
    const [columns, data] = [Object.keys(usualRow), [Object.values(usualRow)]];
    const asColumns = Object.fromEntries(Object.entries(usualRow).map(([name, value]) => [name, [value]]));
    for (const body of [
      { dataframe_split: { columns, data, index: [0] } },
      { dataframe_records: [usualRow] },
      { instances: [usualRow] },
      { instances: asColumns },
      { inputs: asColumns, params: {} },
    ]) {
      const response = await send("/invocations", body);
      expect(await response.json(), JSON.stringify(body)).toEqual(expected);
    }
    expect((await send("/ping")).status).toBe(200);
    for (const body of [
      {},
      [usualRow],
      { instances: 3 },
      { dataframe_split: { columns, data: [[1]] } },
      { inputs: { a: [1], b: [] } },
    ]) {
      expect((await problem(await send("/invocations", body))).status).toBe(422);
    }
  });
});

describe("documents and status", () => {
  it("describe the contract, the paths and the models", async () => {
    const { send } = await start();
    const schema = (await (await send("/schema")).json()) as Record<string, Record<string, unknown>>;
    expect(schema.properties?.temperature).toMatchObject({ type: "number", minimum: 200, maximum: 330, "x-unit": "K" });
    expect(schema.properties?.weather).toMatchObject({ enum: ["Clear", "Rain", "Snow", "Fog"] });
    const document = (await (await send("/openapi.json")).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(["/predict", "/predict/explain", "/models/level/predict", "/invocations", "/health"]),
    );
    expect(await (await send("/models")).json()).toMatchObject({ models: [{ name: "traffic" }, { name: "level" }] });
    expect((await send("/docs")).headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("count requests and rows, and say when the server stops", async () => {
    const { send, service } = await start();
    await send("/predict", usualRow);
    await send("/predict", { ...usualRow, temperature: "cold" });
    const metrics = await (await send("/metrics")).text();
    expect(metrics).toContain('cuaderno_requests_total{method="POST",route="/predict",status="200"} 1\n');
    expect(metrics).toContain('cuaderno_rows_total{model="traffic",verdict="refused"} 1\n');
    expect(metrics).toMatch(/cuaderno_request_duration_seconds_bucket\{route="\/predict",le="\+Inf"\} 2\n/);
    expect((await send("/ready")).status).toBe(200);
    service.stop();
    expect((await problem(await send("/ready"))).status).toBe(503);
  });

  it("log one line of JSON for each request, without values, queries and credentials", async () => {
    const { send, lines } = await start();
    await send("/predict?token=hunter2", { ...usualRow, weather: "secret-label" }, { authorization: "Bearer hunter2" });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      ...{ method: "POST", path: "/predict", status: 422, model: "traffic", version: "1", rows: 1, refused: 1 },
    });
    expect(lines[0]).not.toMatch(/hunter2|secret-label/);
  });
});

describe("the form page", () => {
  it("has a field for every input, and predicts from the address without a script", async () => {
    const { send } = await start();
    const empty = await (await send("/")).text();
    expect(empty).toContain('<label for="input-0">temperature <span class="unit">(K)</span></label>');
    expect(empty).toContain('type="number" inputmode="decimal" step="any" min="200" max="330" value="285"');
    expect(empty).toMatch(/<option value="Clear" selected>Clear<\/option>/);
    const query = new URLSearchParams({ ...(usualRow as Record<string, string>), time: "2018-03-05T08:00" });
    const filled = await (await send(`/?${query}`)).text();
    const [expected] = predictRows(model, [usualRow]);
    expect(filled.replaceAll(",", "")).toContain(String(Math.trunc(Number(expected?.prediction))));
    expect(filled).toContain("<caption>Contributions");
    const wrong = await send(`/?temperature=<b>`);
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain("temperature: expected a number, got &quot;&lt;b&gt;&quot;");
  });
});

describe("protection", () => {
  it("accepts tokens and passwords by their hashes, except for health", async () => {
    const [token, password] = [newToken("ci"), newPassword("ana")];
    const credentials = parseCredentials(`# both\n${token.line}\n${password.line}\n`, "test");
    const { send, lines } = await start({ authenticator: authenticator(credentials) });
    const refused = await send("/predict", usualRow);
    expect((await problem(refused)).status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe('Bearer, Basic realm="cuaderno"');
    const basic = (secret: string) => `Basic ${Buffer.from(`ana:${secret}`).toString("base64")}`;
    const status = async (authorization: string) => (await send("/predict", usualRow, { authorization })).status;
    expect(await status(`Bearer ${token.secret}`)).toBe(200);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ client: "ci" });
    expect(await status(basic(password.secret))).toBe(200);
    expect(await status(basic(password.secret))).toBe(200);
    expect(await status(basic("wrong"))).toBe(401);
    expect(await status(`Bearer ${password.secret}`)).toBe(401);
    expect((await send("/health")).status).toBe(200);
    expect((await send("/metrics")).status).toBe(401);
  });

  it("limits requests of a client, rows and bytes", async () => {
    let time = 0;
    const { send } = await start({ rateLimit: rateLimit(1, 2, () => time), limits: { rows: 2, bodyBytes: 1_000 } });
    expect((await send("/schema")).status).toBe(200);
    expect((await send("/schema")).status).toBe(200);
    const limited = await send("/schema");
    expect((await problem(limited)).status).toBe(429);
    expect(limited.headers.get("retry-after")).toBe("1");
    time = 10_000;
    expect((await problem(await send("/predict", { rows: [{}, {}, {}] }))).status).toBe(413);
    expect((await problem(await send("/predict", "x".repeat(1_001)))).status).toBe(413);
  });

  it("accepts pages of named origins only", async () => {
    const { send } = await start({ corsOrigins: ["https://a.example"] });
    const allowed = await send("/schema", undefined, { origin: "https://a.example" });
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://a.example");
    const other = await send("/schema", undefined, { origin: "https://b.example" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each([
    ["another method", { method: "DELETE", path: "/predict" }, 405],
    ["an unknown path", { path: "/../../etc/passwd" }, 404],
    ["an encoded path", { path: "/models/..%2f..%2fetc%2fpasswd/predict" }, 404],
    ["no JSON", { path: "/predict", body: "{" }, 400],
    ["no body", { path: "/predict", body: "" }, 400],
    ["a string", { path: "/predict", body: '"x"' }, 422],
    ["numbers as rows", { path: "/predict", body: '{"rows":[1]}' }, 422],
    ["deep nesting", { path: "/predict", body: `${"[".repeat(5_000)}${"]".repeat(5_000)}` }, 400],
    ["very deep nesting", { path: "/predict", body: `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}` }, 400],
    [
      "a polluting key",
      { path: "/predict", body: '{"__proto__":{"temperature":281},"constructor":{"prototype":{"x":1}}}' },
      422,
    ],
    [
      "objects as values",
      { path: "/predict", body: JSON.stringify({ ...usualRow, temperature: { toString: "x" } }) },
      422,
    ],
    ["arrays as values", { path: "/predict", body: JSON.stringify({ ...usualRow, weather: ["Rain"] }) }, 422],
    ["a huge number", { path: "/predict", body: '{"temperature":1e999}' }, 422],
    ["invalid UTF-8", { path: "/predict", body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }, 400],
    ["XML", { path: "/predict", body: "<a/>", type: "application/xml" }, 415],
    ["a compressed body", { path: "/predict", body: "x", encoding: "gzip" }, 415],
    ["a wrong parameter", { path: "/predict?invalid=maybe", body: "{}" }, 422],
    ["an uneven CSV", { path: "/predict", body: "a,b\n1\n", type: "text/csv" }, 422],
  ])("refuses %s", async (_, { method = "POST", path, body, type = "application/json", encoding }: Attack, status) => {
    const { service, lines } = await start();
    const response = await service.fetch(
      new Request(`http://localhost${path}`, {
        method,
        headers: { "content-type": type, ...(encoding !== undefined && { "content-encoding": encoding }) },
        ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
      }),
    );
    expect((await problem(response)).status).toBe(status);
    expect(({} as Record<string, unknown>).temperature).toBeUndefined();
    expect(lines).toHaveLength(1);
  });
});

interface Attack {
  readonly method?: string;
  readonly path: string;
  readonly body?: string | Buffer;
  readonly type?: string;
  readonly encoding?: string;
}
