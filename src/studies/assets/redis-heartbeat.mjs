// A thread that renews the heartbeat of a writer of a Redis journal, also while an objective blocks the main thread.
import { workerData } from "node:worker_threads";
import { Redis } from "ioredis";

const { settings, key, writer, graceMs } = workerData;
const client = new Redis({ ...settings, maxRetriesPerRequest: null });
client.on("error", () => {});
const script =
  "local t = redis.call('time') return redis.call('zadd', KEYS[1], t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[2], ARGV[1])";
const beat = () => client.eval(script, 1, key, writer, graceMs).catch(() => {});
setInterval(beat, Math.max(graceMs / 4, 50));
