// `npm run bench -- serve [rounds] [seconds]`: requests of one row at 4 clients to `cuaderno serve`, to FastAPI and to MLflow's scoring server with
// the same boosted trees, in turn. CUADERNO_BENCH_PYTHON names a Python with fastapi, uvicorn, xgboost and mlflow-skinny.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inFolder, median } from "./learning/measure.mjs";
import { freePort, makeModel, openClient, quantile, row, toRequest } from "./serve/served-trees.mjs";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const peers = fileURLToPath(new URL("serve/serve_peers.py", import.meta.url));
const clients = 4;

export default async function serve([rounds = "3", seconds = "4"] = []) {
  await inFolder(async (folder) => {
    await makeModel(folder);
    const servers = await startServers(folder);
    try {
      const figures = new Map(servers.map(({ name }) => [name, []]));
      for (let round = 0; round <= Number(rounds); round++) {
        for (const { name, port, request } of servers) {
          const figure = await load(port, request, round === 0 ? 1 : Number(seconds));
          if (round > 0) figures.get(name).push(figure);
        }
      }
      report(figures);
    } finally {
      for (const { child } of servers) child?.kill("SIGTERM");
    }
  });
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
    const request = toRequest(path, body);
    if (program === undefined) {
      servers.push({ name, request, port: servers[0].port });
      continue;
    }
    if (program.includes("/") && !existsSync(program)) continue;
    const port = await freePort();
    const env = { ...process.env, OMP_NUM_THREADS: "1" };
    const child = spawn(program, words(String(port)), { cwd: folder, env, stdio: ["ignore", "ignore", "ignore"] });
    child.on("error", () => undefined);
    if (await responds(port, request, child)) servers.push({ name, port, request, child });
    else console.log(`${name} left out: set CUADERNO_BENCH_PYTHON to a Python that has what serve_peers.py imports`);
  }
  return servers;
}

async function responds(port, request, child) {
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    const client = openClient(port);
    const status = await client.send(request).catch(() => 0);
    client.close();
    if (status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

async function load(port, request, seconds) {
  const times = [];
  const started = performance.now();
  const end = started + 1_000 * seconds;
  const run = async () => {
    const client = openClient(port);
    while (performance.now() < end) {
      const start = performance.now();
      const status = await client.send(request);
      if (status !== 200) throw new Error(`port ${port}: status ${status}`);
      times.push(performance.now() - start);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: clients }, run));
  const elapsed = (performance.now() - started) / 1_000;
  times.sort((a, b) => a - b);
  return { perSecond: times.length / elapsed, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
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
