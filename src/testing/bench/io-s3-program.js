// One transfer by Cuaderno in a process of its own, as the peer has one: seconds, CPU seconds, peak memory as one line of JSON.
import { copyFile, openStore } from "cuaderno/store";

const [direction, path, bucket] = process.argv.slice(2);
const uri = `s3://${bucket}/bench.bin`;
await (await openStore(uri)).store.stat("nothing"); // loads the SDK and opens the first connection
const started = performance.now();
await (direction === "up" ? copyFile(path, uri) : copyFile(uri, path));
const seconds = (performance.now() - started) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ seconds, cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
