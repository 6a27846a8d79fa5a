// `npm run bench -- serve [rounds] [seconds]`: requests of one row at 4 clients to `cuaderno serve`, to FastAPI and to MLflow's scoring server with
// the same boosted trees, in turn. CUADERNO_BENCH_PYTHON names a Python with fastapi, uvicorn, xgboost and mlflow-skinny.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { calendarParts, column, gradientBoosting, ordinal, pipeline, readTable, schema, select } from "cuaderno";
import { toXgboostJson } from "cuaderno/models";
import { inFolder, median } from "./learning/measure.mjs";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const peers = fileURLToPath(new URL("serve/serve_peers.py", import.meta.url));
const features = ["hour", "weekday", "month", "temperature", "clouds", "weather"];
const row = { time: "2016-03-05 08:00:00", temperature: 288.28, clouds: 40, weather: "Clear" };
const clients = 4;

export default async function serve([rounds = "3", seconds = "4"] = []) {
  await inFolder(async (folder) => {
    await makeModel(folder);
    const servers = await startServers(folder);
    try {
      const figures = new Map(servers.map(({ name }) => [name, []]));
      for (let round = 0; round <= Number(rounds); round++) {
        for (const { name, url, body } of servers) {
          const figure = await load(url, body, round === 0 ? 1 : Number(seconds));
          if (round > 0) figures.get(name).push(figure);
        }
      }
      report(figures);
    } finally {
      for (const { child } of servers) child.kill("SIGTERM");
    }
  });
}

async function makeModel(folder) {
  const mirror = process.env.CUADERNO_DATA_MIRROR;
  const hours = schema("hours", {
    time: column.datetime({ source: "date_time", format: "%Y-%m-%d %H:%M:%S" }),
    temperature: column.number({
      source: "temp",
      unit: "K",
      min: 200,
      max: 330,
      outOfRange: "missing",
      nullable: true,
    }),
    clouds: column.number({ source: "clouds_all", unit: "%", min: 0, max: 100 }),
    weather: column.category({ source: "weather_main" }),
    volume: column.integer({ source: "traffic_volume", unit: "vehicles/h" }),
  });
  const table = await readTable(`${mirror ? join(mirror, "traffic") : "data/traffic/sample"}/*_201[2-7].csv`, hours, {
    extra: "ignore",
  });
  const steps = [
    calendarParts({ column: "time", parts: ["hour", "weekday", "month"] }),
    ordinal({ columns: ["weather"] }),
    select({ columns: features }),
  ];
  const fitted = pipeline({ steps, model: gradientBoosting({ rounds: 200, depth: 6 }), schema: hours }).fit(
    table,
    "volume",
  );
  const labels = fitted.inputs.find(({ name }) => name === "weather").labels;
  writeFileSync(join(folder, "model.json"), JSON.stringify(fitted));
  writeFileSync(join(folder, "trees.json"), toXgboostJson(fitted.model));
  writeFileSync(join(folder, "facts.json"), JSON.stringify({ features: fitted.featureNames, labels }));
}

/** Servers that respond; those whose Python lacks something are left out. */
async function startServers(folder) {
  const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
  const record = JSON.stringify({ dataframe_records: [row] });
  const plans = [
    [
      "cuaderno",
      process.execPath,
      (port) => [main, "serve", "model.json", "--port", port],
      "/predict",
      JSON.stringify(row),
    ],
    ["fastapi", python, (port) => [peers, "fastapi", folder, port], "/predict", JSON.stringify(row)],
    ["mlflow", python, (port) => [peers, "mlflow", folder, port], "/invocations", record],
    ["cuaderno, mlflow's protocol", undefined, undefined, "/invocations", record],
  ];
  const servers = [];
  for (const [name, program, words, path, body] of plans) {
    if (program === undefined) {
      servers.push({ ...servers[0], name, url: servers[0].url.replace("/predict", path), body });
      continue;
    }
    if (program.includes("/") && !existsSync(program)) continue;
    const port = String(await freePort());
    const env = { ...process.env, OMP_NUM_THREADS: "1" };
    const child = spawn(program, words(port), { cwd: folder, env, stdio: ["ignore", "ignore", "ignore"] });
    child.on("error", () => undefined);
    const url = `http://127.0.0.1:${port}${path}`;
    if (await responds(url, body, child)) servers.push({ name, url, body, child });
    else console.log(`${name} left out: set CUADERNO_BENCH_PYTHON to a Python that has what serve_peers.py imports`);
  }
  return servers;
}

async function responds(url, body, child) {
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    const status = await post(url, body, new http.Agent()).catch(() => 0);
    if (status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

function post(url, body, agent) {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function load(url, body, seconds) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const times = [];
  const started = performance.now();
  const end = started + 1_000 * seconds;
  const client = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      const status = await post(url, body, agent);
      if (status !== 200) throw new Error(`${url}: status ${status}`);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - started) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / elapsed,
    p50: times[Math.floor(0.5 * times.length)],
    p99: times[Math.floor(0.99 * times.length)],
  };
}

function report(figures) {
  const ours = median(figures.get("cuaderno").map(({ perSecond }) => perSecond));
  console.log(`one row a request, ${clients} clients, medians`);
  console.table(
    [...figures].map(([server, all]) => {
      const perSecond = median(all.map((figure) => figure.perSecond));
      return {
        server,
        "requests/s": Math.round(perSecond),
        "p50 ms": Number(median(all.map(({ p50 }) => p50)).toFixed(2)),
        "p99 ms": Number(median(all.map(({ p99 }) => p99)).toFixed(2)),
        "cuaderno is": `${(ours / perSecond).toFixed(1)} times`,
      };
    }),
  );
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
