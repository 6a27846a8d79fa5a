// `npm run bench -- soak [minutes] [requests per second]`: requests of many kinds to one `cuaderno serve` with a prediction log; whether its
// memory grows. The first fifth is warm-up; exit code 1 when the memory grew by more than 10 % after it, or a status was unexpected.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inFolder, median } from "./learning/measure.mjs";
import { freePort, makeModel, openClient, quantile, row, toRequest } from "./serve/served-trees.mjs";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const json = JSON.stringify(row);
const csv = `${Object.keys(row).join(",")}\n${`${Object.values(row).join(",")}\n`.repeat(20)}`;

/** Requests with the status of their responses; a few are wrong. */
const requests = [
  ...Array.from({ length: 12 }, () => [toRequest("/predict", json), 200]),
  [toRequest("/predict", JSON.stringify({ rows: Array.from({ length: 100 }, () => row) })), 200],
  [toRequest("/predict/explain?top=3", json), 200],
  [toRequest("/predict", csv, "text/csv"), 200],
  [toRequest("/invocations", JSON.stringify({ dataframe_records: [row] })), 200],
  [toRequest("/predict", JSON.stringify({ ...row, temperature: "cold" })), 422],
  [toRequest("/predict", "{"), 400],
  [toRequest("/?temperature=288.28", ""), 200],
  [toRequest("/metrics", ""), 200],
];

export default async function soak([minutes = "30", perSecond = "200"] = []) {
  await inFolder(async (folder) => {
    await makeModel(folder);
    const port = await freePort();
    const words = [main, "serve", "model.json", "--port", String(port), "--log", "log", "--log-format", "parquet"];
    const child = spawn(process.execPath, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.pipe(createWriteStream(join(folder, "requests.log")));
    await new Promise((resolve) => child.stderr.once("data", resolve));
    try {
      report(await run({ port, seconds: 60 * Number(minutes), perSecond: Number(perSecond) }));
    } finally {
      child.kill("SIGTERM");
      await once(child, "close");
    }
  });
}

async function run({ port, seconds, perSecond }) {
  const [samples, times, statuses] = [[], [], new Map()];
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1_000;
  const clients = Array.from({ length: 8 }, () => openClient(port));
  let sent = 0;
  const client = async (own) => {
    while (elapsed() < seconds) {
      const due = sent / perSecond;
      if (elapsed() < due) {
        await new Promise((resolve) => setTimeout(resolve, 1_000 * (due - elapsed())));
        continue;
      }
      const [request, expected] = requests[sent++ % requests.length];
      const start = performance.now();
      const status = await own.send(request);
      times.push(performance.now() - start);
      const key = status === expected ? String(status) : `${status} instead of ${expected}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    }
    own.close();
  };
  const every = Math.max(1, seconds / 180);
  const timer = setInterval(async () => {
    const sample = { minute: elapsed() / 60, memory: await memory(port) };
    samples.push(sample);
    if (samples.length % 18 === 0) {
      console.log(`minute ${sample.minute.toFixed(1)}: ${sent} requests, ${sample.memory.toFixed(0)} MB`);
    }
  }, 1_000 * every);
  await Promise.all(clients.map(client));
  clearInterval(timer);
  return { samples, times: times.sort((a, b) => a - b), statuses, seconds };
}

/** Resident memory of the server in MB. */
async function memory(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)[1]) / 1e6;
}

function report({ samples, times, statuses, seconds }) {
  const warm = samples.slice(Math.floor(samples.length / 5));
  const part = (from, to) =>
    median(warm.slice(Math.floor(from * warm.length), Math.ceil(to * warm.length)).map((s) => s.memory));
  const [first, last] = [part(0, 0.25), part(0.75, 1)];
  const growth = last / first - 1;
  const unexpected = [...statuses].filter(([status]) => status.includes("instead"));
  console.log(
    `${times.length} requests in ${(seconds / 60).toFixed(1)} minutes; statuses:`,
    Object.fromEntries(statuses),
  );
  console.log(`p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`);
  console.log(
    `memory, medians of quarters after the warm-up: ${first.toFixed(0)} MB, then ${last.toFixed(0)} MB (${(100 * growth).toFixed(1)} %)`,
  );
  if (growth > 0.1 || unexpected.length > 0) process.exitCode = 1;
}
