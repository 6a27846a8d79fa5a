// Trains boosted trees on the Parquet files of a folder, chunk by chunk, and prints seconds and memory as one line of JSON.
import { column, getNumbers, gradientBoosting, readChunks, schema, toColumns } from "cuaderno";
import { toMatrix } from "cuaderno/table";

const [uri, width, rounds, threads] = process.argv.slice(2);
const names = Array.from({ length: Number(width) }, (_, index) => `x${index}`);
const table = schema("rows", Object.fromEntries([...names, "y"].map((name) => [name, column.number()])));

async function* chunks() {
  for await (const frame of readChunks(uri, table, { rows: 250_000 })) {
    const target = getNumbers(toColumns(frame, { only: ["y"] }), "y");
    yield { matrix: toMatrix(toColumns(frame, { only: names })), target };
  }
}

const started = performance.now();
const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
const marks = [];
const onProgress = (share) => {
  const part = share < 0.1 ? "sketch" : share < 0.2 ? "bin" : "train";
  if (marks.at(-1)?.part !== part)
    marks.push({ part, seconds: (performance.now() - started) / 1000, megabytes: megabytes() });
};
const model = await gradientBoosting({ rounds: Number(rounds) }).fitChunks(chunks, {
  threads: Number(threads),
  onProgress,
});
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const peak = process.resourceUsage().maxRSS / 1000;
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: Math.round(peak),
    trees: model.trees.length,
    marks,
  }),
);
