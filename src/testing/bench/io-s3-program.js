// One transfer by Cuaderno in a process of its own, as the peer has one: seconds, CPU seconds, peak memory as one line of JSON.
import { readFileSync } from "node:fs";
import { copyFile, openStore } from "cuaderno/store";

const [direction, path, bucket] = process.argv.slice(2);
const uri = `s3://${bucket}/bench.bin`;
await (await openStore(uri)).store.stat("nothing"); // loads the SDK and opens the first connection
const started = performance.now();
const startedCpu = process.cpuUsage();
await (direction === "up" ? copyFile(path, uri) : copyFile(uri, path));
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(startedCpu);
const megabytes = peakMegabytes();
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, megabytes }));

/** Of this program alone: `maxRSS` begins with the memory of the process that started it. */
function peakMegabytes() {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
