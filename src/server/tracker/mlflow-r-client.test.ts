import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trackerServer } from "../../testing/tracker-server.js";

/** Requests as MLflow's R client 3.10.1 sends them: all scalars of a body are strings, absent ones are left out. */
function rClient(url: string) {
  return async (method: string, path: string, body?: object): Promise<RResponse> => {
    const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method,
      ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const json: unknown = await response.json();
    return (response.status === 200 ? json : { status: response.status, ...(json as object) }) as RResponse;
  };
}

/** Fields of responses; which of them a response has depends on the request. */
interface RResponse {
  readonly experiment_id: string;
  readonly experiment: { readonly name: string };
  readonly experiments: readonly { readonly name: string }[];
  readonly next_page_token: string;
  readonly run: { readonly info: RunInfo };
  readonly runs: readonly { readonly info: RunInfo }[];
  readonly run_info: RunInfo;
  readonly metrics: readonly object[];
  readonly registered_models: readonly object[];
  readonly model_version: { readonly current_stage: string };
  readonly model_versions: readonly object[];
}

interface RunInfo {
  readonly run_uuid: string;
  readonly run_id: string;
  readonly run_name: string;
  readonly lifecycle_stage: string;
}

async function startRun(send: ReturnType<typeof rClient>, more: object = {}): Promise<string> {
  const user = { key: "mlflow.user", value: "ana" };
  const source = { key: "mlflow.source.type", value: "LOCAL" };
  const body = { experiment_id: "0", user_id: "ana", start_time: "1796118366498", tags: [user, source], ...more };
  return (await send("POST", "runs/create", body)).run.info.run_uuid;
}

describe("requests of MLflow's R client", () => {
  it("manage experiments", async () => {
    const send = rClient((await trackerServer()).url);
    const tags = [{ key: "team", value: "a b" }];
    const { experiment_id } = await send("POST", "experiments/create", { name: "from R / ü", tags });
    expect(experiment_id).toMatch(/^\d+$/);
    expect(await send("GET", "experiments/get-by-name?experiment_name=nope")).toMatchObject({
      error_code: "RESOURCE_DOES_NOT_EXIST",
    });
    const named = await send("GET", "experiments/get-by-name?experiment_name=from%20R%20%2F%20%C3%BC");
    expect(named.experiment).toMatchObject({ experiment_id, tags });
    await send("POST", "experiments/set-experiment-tag", { experiment_id, key: "note", value: "größe" });
    await send("POST", "experiments/update", { experiment_id, new_name: "renamed" });
    const search = async (more: object = {}): Promise<string[]> => {
      const body = { view_type: "ACTIVE_ONLY", max_results: "1000", ...more };
      return (await send("POST", "experiments/search", body)).experiments.map(({ name }) => name);
    };
    const missing = { filter: "name = 'x'", view_type: "ALL", max_results: "1000" };
    expect(await send("POST", "experiments/search", missing)).toEqual({});
    expect(await search({ filter: "tags.team = 'a b'" })).toEqual(["renamed"]);
    expect(await search({ order_by: ["name DESC"] })).toEqual(["renamed", "Default"]);
    const first = { view_type: "ALL", max_results: "1", order_by: ["name ASC"] };
    const { next_page_token } = await send("POST", "experiments/search", first);
    expect(await search({ ...first, page_token: next_page_token })).toEqual(["renamed"]);
    await send("POST", "experiments/delete", { experiment_id });
    expect(await search({ view_type: "DELETED_ONLY" })).toEqual(["renamed"]);
    expect(await send("POST", "experiments/restore", { experiment_id })).toEqual({});
  });

  it("log integers in exponent form", async () => {
    const send = rClient((await trackerServer()).url);
    const id = await startRun(send, { start_time: "1.7e+12" });
    const run = { run_uuid: id, run_id: id };
    const metric = (more: object) => send("POST", "runs/log-metric", { ...run, key: "loss", value: "0.25", ...more });
    expect(await metric({ timestamp: "1700000001000", step: "1e+05" })).toEqual({});
    expect(await metric({ timestamp: "1.7e+12", step: "-2", value: "NaN" })).toEqual({});
    expect(await metric({ timestamp: "1", step: "1.5" })).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    expect(await metric({ timestamp: "1e+30", step: "1" })).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    expect(await metric({ timestamp: "1", step: "NaN" })).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    expect(await metric({ timestamp: "1", step: "1", value: null })).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
    });
    const metrics = [{ key: "loss", value: "1e-300", step: "1e+06", timestamp: "1.7e+12" }];
    expect(await send("POST", "runs/log-batch", { run_id: id, metrics })).toEqual({});
    expect(await send("POST", "runs/log-batch", { run_id: id })).toEqual({});
    const query = `run_uuid=${id}&run_id=${id}&metric_key=loss&max_results=25000`;
    expect((await send("GET", `metrics/get-history?${query}`)).metrics).toEqual([
      { key: "loss", value: 0.25, timestamp: 1_700_000_001_000, step: 100_000 },
      { key: "loss", value: "NaN", timestamp: 1_700_000_000_000, step: -2 },
      { key: "loss", value: 1e-300, timestamp: 1_700_000_000_000, step: 1_000_000 },
    ]);
    const ended = await send("POST", "runs/update", { ...run, status: "KILLED", end_time: "1.7e+12" });
    expect(ended.run_info).toMatchObject({
      run_uuid: id,
      status: "KILLED",
      start_time: 1_700_000_000_000,
      end_time: 1_700_000_000_000,
    });
  });

  it("log, delete and find the values of runs", async () => {
    const send = rClient((await trackerServer()).url);
    const id = await startRun(send);
    const run = { run_uuid: id, run_id: id };
    expect(await send("POST", "runs/log-parameter", { ...run, key: "rate", value: "0.1" })).toEqual({});
    expect(await send("POST", "runs/log-parameter", { ...run, key: "rate", value: "0.2" })).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
    });
    await send("POST", "runs/set-tag", { ...run, key: "n", value: "3" });
    expect(await send("POST", "runs/delete-tag", { run_id: id, key: "n" })).toEqual({});
    const flavors = { crate: { version: "0.2.0", model: "crate.bin" } };
    const model = { artifact_path: "model", flavors, utc_time_created: "24-01-01T00:00:00", run_id: id };
    expect(await send("POST", "runs/log-model", { run_id: id, model_json: JSON.stringify(model) })).toEqual({});
    const search = async (more: object): Promise<string[]> => {
      const body = { experiment_ids: ["0"], run_view_type: "ACTIVE_ONLY", ...more };
      return (await send("POST", "runs/search", body)).runs.map(({ info }) => info.run_id);
    };
    const missing = { filter: "params.rate = 'x'", experiment_ids: ["0"], run_view_type: "ACTIVE_ONLY" };
    expect(await send("POST", "runs/search", missing)).toEqual({});
    const filter = "params.rate = '0.1'";
    expect(await search({ filter, order_by: ["attribute.start_time ASC", "params.rate DESC"] })).toEqual([id]);
    await send("POST", "runs/delete", { run_id: id });
    expect(await search({ run_view_type: "DELETED_ONLY" })).toEqual([id]);
    await send("POST", "runs/restore", { run_id: id });
    expect((await send("GET", `runs/get?run_uuid=${id}&run_id=${id}`)).run.info.lifecycle_stage).toBe("active");
    expect(await send("GET", `artifacts/list?run_uuid=${id}&run_id=${id}`)).toEqual({
      root_uri: `mlflow-artifacts:/0/${id}/artifacts`,
    });
  });

  it("find runs without a name, which have the same fields", async () => {
    const { url, root } = await trackerServer();
    const send = rClient(url);
    const [unnamed, tagged] = [await startRun(send), await startRun(send)];
    for (const id of [unnamed, tagged]) {
      const path = join(root, "0", id, "meta.yaml");
      writeFileSync(path, readFileSync(path, "utf8").replace(/^run_name:.*\n/m, ""));
    }
    rmSync(join(root, "0", unnamed, "tags", "mlflow.runName"));
    mkdirSync(join(root, "0", tagged, "tags"), { recursive: true });
    writeFileSync(join(root, "0", tagged, "tags", "mlflow.runName"), "from a tag");
    const { runs } = await send("POST", "runs/search", { experiment_ids: ["0"], run_view_type: "ACTIVE_ONLY" });
    const names = Object.fromEntries(runs.map(({ info }) => [info.run_id, info.run_name]));
    expect(names).toEqual({ [unnamed]: "", [tagged]: "from a tag" });
  });

  it("manage registered models", async () => {
    const send = rClient((await trackerServer()).url);
    const id = await startRun(send);
    const name = "churn ü";
    await send("POST", "registered-models/create", { name: "old", description: "words" });
    await send("POST", "registered-models/rename", { name: "old", new_name: name });
    await send("PATCH", "registered-models/update", { name, description: "better words" });
    const search = { filter: "name LIKE 'churn%'", max_results: "1", order_by: ["name DESC"] };
    const { registered_models } = await send("POST", "registered-models/search", search);
    expect(registered_models).toMatchObject([{ name, description: "better words" }]);
    const source = `mlflow-artifacts:/0/${id}/artifacts/model`;
    for (const run_link of [undefined, "http://x/y"]) {
      await send("POST", "model-versions/create", { name, source, run_id: id, run_link });
    }
    const stage = (version: string, archive_existing_versions: string) =>
      send("POST", "model-versions/transition-stage", {
        name,
        version,
        stage: "Production",
        archive_existing_versions,
      });
    expect((await stage("1", "FALSE")).model_version.current_stage).toBe("Production");
    expect((await stage("2", "TRUE")).model_version.current_stage).toBe("Production");
    const query = "name=churn%20%C3%BC";
    expect(await send("GET", `registered-models/get-latest-versions?${query}&stages=Staging`)).toEqual({});
    const latest = await send("GET", `registered-models/get-latest-versions?${query}&stages=Production`);
    expect(latest.model_versions).toMatchObject([{ version: "2", run_id: id }]);
    await send("POST", "model-versions/set-tag", { name, version: "1", key: "k", value: "v" });
    await send("PATCH", "model-versions/update", { name, version: "1", description: "new" });
    expect((await send("GET", `model-versions/get?${query}&version=1`)).model_version).toMatchObject({
      current_stage: "Archived",
      description: "new",
      tags: [{ key: "k", value: "v" }],
    });
    expect(await send("DELETE", "model-versions/delete", { name, version: "1" })).toEqual({});
    expect(await send("DELETE", "registered-models/delete", { name })).toEqual({});
    expect(await send("GET", `registered-models/get?${query}`)).toMatchObject({ status: 404 });
  });

  it("reach an address that ends in a slash", async () => {
    const { url } = await trackerServer();
    const { experiment } = await rClient(`${url}/`)("GET", "experiments/get?experiment_id=0");
    expect(experiment.name).toBe("Default");
  });
});
