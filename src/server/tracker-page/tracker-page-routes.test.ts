import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/temporary-tracker.js";
import { trackedFolder } from "../../testing/tracked-folder.js";
import { trackerServer } from "../../testing/tracker-server.js";
import type { HistoryReply, ModelReply, RunReply, RunsReply } from "./page-data.js";
import { trackerPageRoutes } from "./tracker-page-routes.js";

async function serve() {
  const { root, ids } = await trackedFolder();
  const { url } = await trackerServer({ root, pages: trackerPageRoutes });
  const get = async <Reply>(path: string): Promise<{ readonly status: number; readonly json: Reply }> => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, json: (await response.json()) as Reply };
  };
  return { root, ids, url, get };
}

describe("the routes of the tracker's page", () => {
  it("serve a page that runs only its script and loads from its server only", async () => {
    const { url } = await serve();
    const response = await fetch(url);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+'; /);
    expect(policy).not.toContain("unsafe-eval");
    const [, script = ""] = /<script>(.*)<\/script>/s.exec(await response.text()) ?? [];
    expect(script.length).toBeGreaterThan(50_000);
    expect(script.length).toBeLessThanOrEqual(150_000);
  });

  it("list runs by a filter, with values that are not in the records", async () => {
    const { get, ids } = await serve();
    const query = new URLSearchParams({ filter: "metrics.rmse@min < 295", extra: "metrics.rmse@max" });
    const { json } = await get<RunsReply>(`/api/cuaderno/runs?${query}`);
    const found = json.runs.map(({ name, extra }) => [name, Math.round(Number(extra?.["metrics.rmse@max"]))]);
    expect(found).toEqual([
      [Object.keys(ids).at(-1), 3],
      ["small", 800],
    ]);
    expect(json.runs[0]?.params.long?.length).toBe(301);
    expect(json.runs[1]?.metrics.broken).toBe("NaN");
    expect(json.experiments.map(({ name }) => name).sort()).toEqual(["Default", "hostile <b>", "traffic"]);
  });

  it("name what is wrong in a request", async () => {
    const { get, ids } = await serve();
    const cases: [string, number, RegExp][] = [
      ["/api/cuaderno/runs?filter=metrics.rmse%20%3C", 422, /runs: filter: .*end/],
      ["/api/cuaderno/runs?experiment=nothing", 404, /nothing/],
      ["/api/cuaderno/runs/zzz", 404, /zzz/],
      ["/api/cuaderno/history?run=a&metric=b&points=x", 422, /points: expected an integer/],
      [
        `/api/cuaderno/history?${"run=a&".repeat(100)}${"metric=b&".repeat(50)}`,
        422,
        /100 runs with 50 metrics are too many/,
      ],
      [`/artifact/${ids.large}/notes.txt`, 422, /neither HTML nor a notebook/],
      [`/artifact/${ids.large}/..%2F..%2Fmeta.html`, 422, /\.\./],
    ];
    for (const [path, status, detail] of cases) {
      const reply = await get<{ detail: string }>(path);
      expect([path.slice(0, 60), reply.status]).toEqual([path.slice(0, 60), status]);
      expect(reply.json.detail).toMatch(detail);
    }
  });

  it("describe a run with nested runs, datasets and versions of models, and models with metrics", async () => {
    const { get, ids } = await serve();
    const { json } = await get<RunReply>(`/api/cuaderno/runs/${ids.search}`);
    expect(json.children.length).toBe(6);
    const large = (await get<RunReply>(`/api/cuaderno/runs/${ids.large}`)).json;
    expect(large.versions.map(({ name, version }) => [name, version])).toEqual([["traffic-volume", 2]]);
    expect(large.inputs[0]?.source).toBe("data/traffic.csv");
    const models = (await get<readonly ModelReply[]>("/api/cuaderno/models")).json;
    expect(
      models[0]?.versions.map(({ version, aliases, metrics }) => [version, aliases, Math.round(Number(metrics?.rmse))]),
    ).toEqual([
      [2, [], 333],
      [1, ["champion"], 295],
    ]);
  });

  it("sample long histories and summarize all of their points", async () => {
    const { get, ids } = await serve();
    const { json } = await get<HistoryReply>(`/api/cuaderno/history?run=${ids.large}&metric=rmse&metric=none&points=5`);
    const series = json[ids.large ?? ""]?.rmse;
    expect(series?.steps).toEqual([0, 50, 100, 149, 199]);
    expect(series?.count).toBe(200);
    expect(Object.keys(json[ids.large ?? ""] ?? {})).toEqual(["rmse"]);
  });

  it("send HTML of artifacts without an origin, and nothing through links", async () => {
    const { url, ids, root, get } = await serve();
    const frame = await fetch(`${url}/artifact/${ids.large}/report.html`);
    expect(frame.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; style-src/);
    const scripts = await fetch(`${url}/artifact/${ids.large}/report.html?scripts=1`);
    expect(scripts.headers.get("content-security-policy")).toMatch(
      /^sandbox allow-scripts; default-src 'none'; script-src/,
    );
    const { json } = await get<RunReply>(`/api/cuaderno/runs/${ids.large}`);
    const outside = join(temporaryFolder(), "secret.html");
    writeFileSync(outside, "secret");
    const artifacts = join(root, json.run.experimentId, json.run.id, "artifacts");
    mkdirSync(artifacts, { recursive: true });
    symlinkSync(outside, join(artifacts, "link.html"));
    expect(readFileSync(join(artifacts, "link.html"), "utf8")).toBe("secret");
    expect((await fetch(`${url}/artifact/${ids.large}/link.html`)).status).toBe(422);
  });
});
