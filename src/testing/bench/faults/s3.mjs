import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { copyFile, s3Store } from "cuaderno/store";
import { startS3Servers } from "./s3-servers.mjs";
import { importTesting } from "./typescript.mjs";

const kinds = ["reset", "cut", "busy", "error", "slow", "stall"];

/** Operations on S3 through a proxy that breaks every fourth request: the right result, or an error and nothing written in part. */
export default async function s3({ quick, folder, random }) {
  const rows = [];
  for await (const { name, env } of startS3Servers({ first: quick })) {
    if (env === undefined) rows.push({ what: name, figure: "skipped" });
    else
      rows.push(
        ...(await breakRequests(name, env, { quick, folder: join(folder, name.replaceAll(" ", "-")), random })),
      );
  }
  return rows;
}

async function breakRequests(name, env, { quick, folder, random }) {
  mkdirSync(folder);
  const { startFaultyProxy } = await importTesting("start-faulty-proxy");
  const copied = new Set();
  const draw = (_count, { url }) => {
    const fault = random.uniform() < 0.25 ? kinds[Math.floor(random.uniform() * kinds.length)] : "none";
    // A copy waits for a minute.
    return fault === "stall" && [...copied].some((key) => decodeURIComponent(url).includes(key)) ? "reset" : fault;
  };
  const proxy = await startFaultyProxy(env.AWS_ENDPOINT_URL_S3, draw);
  const settings = { bucket: "faults", region: env.AWS_REGION, retryDelayMs: 20, timeoutMs: 3_000 };
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
  const direct = s3Store({ ...settings, credentials, endpoint: env.AWS_ENDPOINT_URL_S3 });
  const faulty = s3Store({ ...settings, credentials, endpoint: proxy.endpoint });
  const counts = { done: 0, refused: 0 };
  const wrong = [];
  const world = { direct, faulty, folder, counts, wrong, copied };
  Object.assign(process.env, env, { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  try {
    const waiting = Array.from({ length: quick ? 12 : 150 }, (_, number) => number).values();
    const work = async () => {
      for (const number of waiting) await tryKey(`${name}/${number}`, number, world);
    };
    await Promise.all(Array.from({ length: 6 }, work));
  } finally {
    proxy.close();
    for (const key of Object.keys(env)) delete process.env[key];
  }
  const broken = proxy.faults.filter((fault) => fault !== "none");
  const each = kinds.map((kind) => `${broken.filter((fault) => fault === kind).length} ${kind}`).join(", ");
  return [
    { what: `${name}: requests that the proxy broke of ${proxy.faults.length} (${each})`, figure: broken.length },
    { what: `${name}: operations with the right result`, figure: counts.done, faults: wrong },
    { what: `${name}: operations refused with a clear error, nothing written in part`, figure: counts.refused },
  ];
}

/** Writes, replaces, creates, lists, reads and downloads one key. */
async function tryKey(key, number, { direct, faulty, folder, counts, wrong, copied }) {
  const attempt = async (what, work) => {
    try {
      const value = await work();
      counts.done += 1;
      return { value };
    } catch (thrown) {
      counts.refused += 1;
      const isClear = /^(FailedError|EnvironmentError|TimeoutError|FormatError|NotFoundError)$/.test(
        thrown.constructor.name,
      );
      if (!isClear || /undefined|\n/.test(thrown.message))
        wrong.push(`${what} ${key}: ${thrown.constructor.name}: ${thrown.message}`);
      return undefined;
    }
  };
  const expect = async (what, at, allowed) => {
    const bytes = await direct.read(at).catch(() => undefined);
    if (!allowed.some((one) => isSame(one, bytes)))
      wrong.push(`${what} ${at}: ${bytes?.length ?? "no"} bytes are stored`);
  };
  const small = randomBytes(1_000 + number);
  const large = randomBytes(17_000_000 + number);
  const wrote = await attempt("write", () => faulty.write(key, small));
  await expect("write", key, wrote === undefined ? [undefined, small] : [small]);
  if (wrote === undefined) return;
  const replaced = await attempt("writeChunks", () => faulty.writeChunks(key, chunks(large)));
  await expect("writeChunks", key, replaced === undefined ? [small, large] : [large]);
  const created = await attempt("create", () => faulty.create(`${key}-new`, small));
  await expect("create", `${key}-new`, created === undefined ? [undefined, small] : [small]);
  if (created?.value === false) wrong.push(`create ${key}-new: says that it was there`);
  const now = await direct.read(key);
  const read = await attempt("read", () => faulty.read(key));
  if (read !== undefined && !isSame(read.value, now)) wrong.push(`read ${key}: other bytes`);
  const listed = await attempt("list", () => collect(faulty.list(key)));
  if (listed !== undefined && !listed.value.some((object) => object.key === key))
    wrong.push(`list ${key}: it is missing`);
  if (number % 3 > 0) return;
  const path = join(folder, `${number}`, "down.bin");
  mkdirSync(join(folder, `${number}`));
  copied.add(`/${key}`);
  const done = await attempt("copyFile", () => copyFile(`s3://faults/${key}`, path));
  const left = readdirSync(join(folder, `${number}`));
  if (done === undefined ? left.length > 0 : left.length !== 1 || !isSame(readFileSync(path), now)) {
    wrong.push(`copyFile ${key}: left ${left.join(", ")}, ${done === undefined ? "refused" : "done"}`);
  }
}

async function* chunks(bytes) {
  for (let start = 0; start < bytes.length; start += 1_000_000) yield bytes.subarray(start, start + 1_000_000);
}

async function collect(values) {
  const all = [];
  for await (const value of values) all.push(value);
  return all;
}

function isSame(one, other) {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}
