// Drift of a whole table: a million rows a side, 8 numeric and 2 category columns, made from a seed.
import { columnsFromEntries, datasetDrift, randomSource } from "cuaderno";

export default async function drift([rows = "1000000"] = []) {
  const count = Number(rows);
  const [reference, current] = [1, 2].map((seed) => makeTable(count, seed));
  const before = process.memoryUsage().rss;
  const started = { wall: performance.now(), cpu: process.cpuUsage() };
  const report = datasetDrift(reference, current);
  const cpu = process.cpuUsage(started.cpu);
  console.table([
    {
      rows: count,
      columns: report.columns.length,
      "wall s": ((performance.now() - started.wall) / 1000).toFixed(2),
      "CPU s": ((cpu.user + cpu.system) / 1e6).toFixed(2),
      "tables MB": Math.round(before / 1e6),
      "peak MB": Math.round(process.resourceUsage().maxRSS / 1e3),
    },
  ]);
}

function makeTable(count, seed) {
  const random = randomSource(seed);
  const numbers = Array.from({ length: 8 }, (_, index) => {
    const values = Float64Array.from({ length: count }, () => random.normal() + (index * seed) / 20);
    return [`number${index}`, { kind: "number", values }];
  });
  const categories = Array.from({ length: 2 }, (_, index) => {
    const codes = Int32Array.from({ length: count }, () => random.integer(6 + seed * index));
    return [`category${index}`, { kind: "category", codes, categories: Array.from("abcdefghij") }];
  });
  return columnsFromEntries([...numbers, ...categories]);
}
