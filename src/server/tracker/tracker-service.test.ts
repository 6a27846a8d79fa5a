import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { trackerServer } from "../../testing/tracker-server.js";
import { authenticator, newPassword, newToken, parseCredentials } from "../authenticate.js";

type JsonResponse = {
  readonly status: number;
  readonly json: Record<string, never> & { error_code?: string; message?: string };
};

function caller(url: string, headers: Record<string, string> = {}) {
  return async (method: string, path: string, body?: unknown): Promise<JsonResponse> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : { text } };
  };
}

async function startRun(call: ReturnType<typeof caller>): Promise<string> {
  const { json } = await call("POST", "/api/2.0/mlflow/runs/create", { experiment_id: "0", start_time: 5 });
  return (json as unknown as { run: { info: { run_id: string } } }).run.info.run_id;
}

describe("MLflow's REST API over a folder", () => {
  it("has errors in MLflow's format", async () => {
    const { url } = await trackerServer();
    const call = caller(url);
    const run_id = await startRun(call);
    const cases: [string, string, unknown, number, string, RegExp][] = [
      ["POST", "runs/log-metric", { run_id, value: 1, timestamp: 1 }, 400, "INVALID_PARAMETER_VALUE", /'key'/],
      [
        "POST",
        "runs/log-metric",
        { run_id, key: "a", value: "x", timestamp: 1 },
        400,
        "INVALID_PARAMETER_VALUE",
        /number/,
      ],
      [
        "POST",
        "runs/log-metric",
        { run_id, key: "a", value: 1, timestamp: 1.5 },
        400,
        "INVALID_PARAMETER_VALUE",
        /integer/,
      ],
      ["POST", "runs/log-metric", `{"run_id":"${run_id}","key":"a","value":NaN}`, 400, "BAD_REQUEST", /"NaN"/],
      ["POST", "runs/log-metric", "{", 400, "BAD_REQUEST", /JSON/],
      ["POST", "runs/log-metric", "[]", 400, "INVALID_PARAMETER_VALUE", /object/],
      ["POST", "runs/set-tag", { run_id, key: "a&b", value: "1" }, 400, "INVALID_PARAMETER_VALUE", /"&"/],
      ["GET", "runs/get?run_id=..%2F..%2Fetc", undefined, 400, "INVALID_PARAMETER_VALUE", /run ID/],
      ["GET", `runs/get?run_id=${"0".repeat(32)}`, undefined, 404, "RESOURCE_DOES_NOT_EXIST", /not found/],
      ["POST", "experiments/create", { name: "Default" }, 400, "RESOURCE_ALREADY_EXISTS", /already exists/],
      ["POST", "experiments/delete", { experiment_id: "0" }, 400, "INVALID_PARAMETER_VALUE", /default/],
      ["GET", "experiments/get?experiment_id=..", undefined, 404, "RESOURCE_DOES_NOT_EXIST", /No Experiment/],
      ["POST", "runs/search", { experiment_ids: ["0"], max_results: 60_000 }, 400, "INVALID_PARAMETER_VALUE", /50000/],
      ["POST", "runs/search", { experiment_ids: ["0"], page_token: "?" }, 400, "INVALID_PARAMETER_VALUE", /token/],
      ["POST", "registered-models/create", { name: "../up" }, 400, "INVALID_PARAMETER_VALUE", /name/],
      ["POST", "runs/update", { run_id, status: "DONE" }, 400, "INVALID_PARAMETER_VALUE", /FINISHED/],
    ];
    for (const [method, path, body, status, code, message] of cases) {
      const response = await call(method, `/api/2.0/mlflow/${path}`, body);
      expect([path, response.status, response.json.error_code]).toEqual([path, status, code]);
      expect(response.json.message).toMatch(message);
    }
    expect((await call("POST", "/api/2.0/mlflow/runs/get")).status).toBe(405);
    expect((await call("GET", "/api/2.0/mlflow/nothing")).status).toBe(404);
  });

  it("reads integers in strings, and writes what is not finite as strings", async () => {
    const { url } = await trackerServer();
    const call = caller(url);
    const run_id = await startRun(call);
    const log = (value: unknown, step: unknown) =>
      call("POST", "/api/2.0/mlflow/runs/log-metric", { run_id, key: "a", value, step, timestamp: "7" });
    expect((await log("NaN", "3")).status).toBe(200);
    expect((await log("-Infinity", 4)).status).toBe(200);
    const { json } = await call("GET", `/ajax-api/2.0/mlflow/metrics/get-history?run_id=${run_id}&metric_key=a`);
    expect(json).toEqual({
      metrics: [
        { key: "a", value: "NaN", timestamp: 7, step: 3 },
        { key: "a", value: "-Infinity", timestamp: 7, step: 4 },
      ],
    });
  });

  it("writes nothing of a batch that has an invalid value", async () => {
    const { url } = await trackerServer();
    const call = caller(url);
    const run_id = await startRun(call);
    const metrics = [{ key: "a", value: 1, timestamp: 1, step: 0 }];
    const batch = (more: object) => call("POST", "/api/2.0/mlflow/runs/log-batch", { run_id, metrics, ...more });
    expect((await batch({ params: [{ key: "a/../b", value: "1" }] })).status).toBe(400);
    expect(
      (
        await batch({
          params: [
            { key: "p", value: "1" },
            { key: "p", value: "2" },
          ],
        })
      ).status,
    ).toBe(400);
    expect((await batch({ tags: Array.from({ length: 101 }, (_, i) => ({ key: `t${i}`, value: "" })) })).status).toBe(
      400,
    );
    const { json } = await call("GET", `/api/2.0/mlflow/runs/get?run_id=${run_id}`);
    expect((json as unknown as { run: { data: object } }).run.data).not.toHaveProperty("metrics");
  });

  it("returns the histories of several runs, evenly sampled when they are long", async () => {
    const { url } = await trackerServer();
    const call = caller(url);
    const runs = [await startRun(call), await startRun(call)];
    for (const run_id of runs) {
      const metrics = Array.from({ length: 1_000 }, (_, step) => ({ key: "loss", value: step, timestamp: 1, step }));
      await call("POST", "/api/2.0/mlflow/runs/log-batch", { run_id, metrics });
    }
    const query = runs.map((id) => `run_ids=${id}`).join("&");
    const path = `/api/2.0/mlflow/metrics/get-history-bulk-interval?${query}&metric_key=loss&max_results=11`;
    const { json } = await call("GET", path);
    const steps = (json as unknown as { metrics: { step: number; run_id: string }[] }).metrics;
    expect(steps).toHaveLength(22);
    expect(steps.filter(({ run_id }) => run_id === runs[0]).map(({ step }) => step)).toEqual([
      0, 100, 200, 300, 400, 500, 599, 699, 799, 899, 999,
    ]);
  });
});

describe("artifacts of the server", () => {
  it("reaches nothing but artifacts", async () => {
    const { url, root } = await trackerServer();
    const call = caller(url);
    const run = await startRun(call);
    const secret = join(temporaryFolder(), "secret");
    mkdirSync(secret);
    writeFileSync(join(secret, "key.txt"), "42");
    symlinkSync(secret, join(root, "0", run, "artifacts", "link"));
    const paths = [
      `0/${run}/meta.yaml`,
      `0/${run}/params/a`,
      `0/${run}/artifacts/../meta.yaml`,
      `0/${run}/artifacts/%2e%2e/meta.yaml`,
      `0/${run}/artifacts/..%2fmeta.yaml`,
      `0/${run}/artifacts/..%5cmeta.yaml`,
      `0/${run}/artifacts/link/key.txt`,
      `0/${run}/artifacts/a%00b`,
      "..%2f..%2fetc/passwd",
      "%2fetc%2fpasswd",
      `0/../0/${run}/meta.yaml`,
      "0/meta.yaml",
    ];
    const before = readFileSync(join(root, "0", run, "meta.yaml"), "utf8");
    for (const path of paths) {
      for (const method of ["GET", "PUT", "DELETE"]) {
        const status = await rawStatus(url, method, `/api/2.0/mlflow-artifacts/artifacts/${path}`);
        expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true]);
      }
    }
    expect(readFileSync(join(root, "0", run, "meta.yaml"), "utf8")).toBe(before);
    expect(readdirSync(secret)).toEqual(["key.txt"]);
    const listed = await call("GET", `/api/2.0/mlflow-artifacts/artifacts?path=0/${run}/artifacts/link`);
    expect(listed.status).toBe(400);
  });

  it("leaves nothing of an upload that is too large or ends early", async () => {
    const { url, root } = await trackerServer({ maxArtifactBytes: 1_000 });
    const run = await startRun(caller(url));
    const address = `${url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/a.bin`;
    expect((await fetch(address, { method: "PUT", body: new Uint8Array(1_001) })).status).toBe(413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(600));
      },
    });
    const streamed = fetch(address, { method: "PUT", body: stream, duplex: "half" } as RequestInit);
    expect(await streamed.then((response) => response.status).catch(() => 413)).toBe(413);
    const aborted = new AbortController();
    const slow = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(10));
        setTimeout(() => aborted.abort(), 50);
      },
    });
    await fetch(address, { method: "PUT", body: slow, duplex: "half", signal: aborted.signal } as RequestInit).catch(
      () => undefined,
    );
    const listTemporary = () => readdirSync(join(root, "0", run)).filter((name) => name.endsWith(".tmp"));
    await vi.waitFor(() => expect(listTemporary()).toEqual([]), { timeout: 10_000 });
    expect(existsSync(join(root, "0", run, "artifacts", "a.bin"))).toBe(false);
  });

  it("sends artifacts as files, so that pages of them run no script", async () => {
    const { url } = await trackerServer();
    const run = await startRun(caller(url));
    const address = `${url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/page.html`;
    await fetch(address, { method: "PUT", body: "<script>alert(1)</script>" });
    const response = await fetch(`${url}/get-artifact?run_id=${run}&path=page.html`);
    expect(await response.text()).toBe("<script>alert(1)</script>");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });
});

it("stores equal artifacts once", async () => {
  const indexFile = join(temporaryFolder(), "index.json");
  const { url, root } = await trackerServer({ indexFile });
  const call = caller(url);
  const files: string[] = [];
  for (let count = 0; count < 2; count++) {
    const id = await startRun(call);
    for (const [path, body] of [
      ["model.bin", "x".repeat(9_000)],
      ["small.txt", "y"],
    ] as const) {
      const put = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/${path}`, {
        method: "PUT",
        body,
      });
      expect(put.status).toBe(200);
    }
    files.push(join(root, "0", id, "artifacts"));
  }
  const [first = "", second = ""] = files;
  expect(statSync(join(first, "model.bin")).ino).toBe(statSync(join(second, "model.bin")).ino);
  expect(statSync(join(first, "small.txt")).ino).not.toBe(statSync(join(second, "small.txt")).ino);
  expect(readFileSync(join(second, "model.bin"), "utf8")).toBe("x".repeat(9_000));
  expect(readdirSync(dirname(first)).filter((name) => name.startsWith("."))).toEqual([]);
});

describe("access to the server", () => {
  it("needs a token or a password when it has credentials", async () => {
    const token = newToken("ci");
    const password = newPassword("ana");
    const { url } = await trackerServer({
      authenticator: authenticator(parseCredentials(`${token.line}\n${password.line}`, "test")),
    });
    const path = "/api/2.0/mlflow/experiments/search?max_results=5";
    const basic = Buffer.from(`ana:${password.secret}`).toString("base64");
    expect((await caller(url)("GET", path)).json.error_code).toBe("UNAUTHENTICATED");
    expect((await caller(url, { authorization: "Bearer wrong" })("GET", path)).status).toBe(401);
    expect((await caller(url, { authorization: `Bearer ${token.secret}` })("GET", path)).status).toBe(200);
    expect((await caller(url, { authorization: `Basic ${basic}` })("GET", path)).status).toBe(200);
    expect(await (await fetch(`${url}/health`)).text()).toBe("OK");
  });

  it("rejects what pages of other sites make a browser send", async () => {
    const { url } = await trackerServer();
    const create = (headers: Record<string, string>) =>
      rawStatus(url, "POST", "/api/2.0/mlflow/experiments/create", headers, `{"name":"x"}`);
    expect(await create({ origin: "https://evil.example" })).toBe(403);
    expect(await create({ origin: "null" })).toBe(403);
    expect(await create({ host: "evil.example" })).toBe(403);
    expect(await create({ origin: url })).toBe(200);
  });

  it("accepts the hosts and origins of its options", async () => {
    const { url } = await trackerServer({ allowedHosts: ["runs.example"], corsOrigins: ["https://app.example"] });
    const get = (headers: Record<string, string>) => rawStatus(url, "GET", "/version", headers);
    expect(await get({ host: "runs.example" })).toBe(200);
    expect(await get({ host: "runs.example:8080" })).toBe(200);
    expect(await get({ origin: "https://app.example" })).toBe(200);
    expect(await get({ origin: "https://other.example" })).toBe(403);
  });
});

/** Status of a request whose path and headers are sent as they are. */
function rawStatus(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("many clients at once", () => {
  it("lose nothing, and a long search does not block those that write", { timeout: 60_000 }, async () => {
    const { url } = await trackerServer();
    const call = caller(url);
    const runs = await Promise.all(Array.from({ length: 20 }, () => startRun(call)));
    let isDone = false;
    const searching = (async () => {
      while (!isDone) {
        const { status } = await call("POST", "/api/2.0/mlflow/runs/search", { experiment_ids: ["0"] });
        expect(status).toBe(200);
      }
    })();
    const client = async (run_id: string): Promise<void> => {
      for (let step = 0; step < 25; step++) {
        const body = { run_id, key: "loss", value: step, step, timestamp: step };
        expect((await call("POST", "/api/2.0/mlflow/runs/log-metric", body)).status).toBe(200);
      }
    };
    await Promise.all(runs.map(client));
    isDone = true;
    await searching;
    const { json } = await call("POST", "/api/2.0/mlflow/runs/search", { experiment_ids: ["0"] });
    const found = (json as unknown as { runs: { data: { metrics: { value: number }[] } }[] }).runs;
    expect(found.map(({ data }) => data.metrics[0]?.value)).toEqual(Array.from({ length: 20 }, () => 24));
    for (const run of runs) {
      const history = await call("GET", `/api/2.0/mlflow/metrics/get-history?run_id=${run}&metric_key=loss`);
      const steps = (history.json as unknown as { metrics: { step: number }[] }).metrics.map(({ step }) => step);
      expect(steps).toEqual(Array.from({ length: 25 }, (_, step) => step));
    }
  });
});
