// A file of 1 GB to S3 and back, with boto3 and with the CRT client below it on the same server: AWS_ENDPOINT_URL_S3 with keys when they are
// set, a Ceph RGW (`npm run bench -- io-s3 500 5 rgw`), else a small server of this bench; both hold objects in memory. Programs take turns, and
// in each round another one is the first; figures are medians.
import { execFile, fork } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export default async function ioS3([megabytes = "1000", rounds = "3", kind = "small"] = []) {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "cuaderno-bench-"));
  const isGiven = process.env.AWS_ENDPOINT_URL_S3 !== undefined;
  const own = isGiven ? undefined : await (kind === "rgw" ? startGateway() : startServer());
  const environment = {
    ...process.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...(own && {
      AWS_ENDPOINT_URL_S3: own.endpoint,
      AWS_ACCESS_KEY_ID: own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
    }),
  };
  const python = process.env.CUADERNO_BENCH_PYTHON ?? "python3";
  const bucket = "cuaderno-bench";
  const file = join(folder, "up.bin");
  const back = join(folder, "down.bin");
  const program = async (words) => {
    const { stdout } = await run(words[0], words.slice(1), { env: environment });
    return JSON.parse(stdout.trim().split("\n").at(-1));
  };
  try {
    await run(process.execPath, [here("../../../dist/cli/main.js"), "s3", "ensure", `s3://${bucket}`], {
      env: environment,
    });
    await fill(file, Number(megabytes));
    const figures = new Map();
    const measure = async (what, words) => {
      const found = await program(words).catch((cause) => {
        if (words[0] === python) return undefined;
        throw cause;
      });
      if (found !== undefined) figures.set(what, [...(figures.get(what) ?? []), found]);
    };
    for (let round = 0; round < Number(rounds); round++) {
      for (const direction of ["up", "down"]) {
        const path = direction === "up" ? file : back;
        const programs = [
          [`${direction}, cuaderno`, [process.execPath, here("io-s3-program.js"), direction, path, bucket]],
          ...["4", "10", "crt"].map((parallel) => [
            `${direction}, ${parallel === "crt" ? "CRT" : `boto3 x${parallel}`}`,
            [python, here("s3_boto3.py"), direction, path, bucket, parallel],
          ]),
        ];
        // The first download runs while the server still frees what the uploads replaced.
        const first = round % programs.length;
        for (const one of [...programs.slice(first), ...programs.slice(0, first)]) {
          await measure(...one);
          if (one === programs[0] && direction === "down" && round === 0) await compare(file, back);
        }
      }
    }
    console.log(`${megabytes} MB, median of ${rounds}, against ${environment.AWS_ENDPOINT_URL_S3}`);
    console.table(
      [...figures].map(([what, all]) => ({
        what,
        seconds: median(all, "seconds"),
        "CPU seconds": median(all, "cpu"),
        "peak MB": median(all, "megabytes"),
      })),
    );
    const versions = new Set([...figures.values()].flatMap(([{ version }]) => version ?? []));
    if (versions.size === 0) console.log("no boto3; CUADERNO_BENCH_PYTHON names a Python that has it");
    for (const direction of ["up", "down"]) {
      const own = median(figures.get(`${direction}, cuaderno`), "seconds");
      for (const peer of ["boto3", "CRT"]) {
        const all = [...figures].filter(([what]) => what.startsWith(`${direction}, ${peer}`));
        if (all.length === 0) continue;
        const best = Math.min(...all.map(([, one]) => median(one, "seconds")));
        console.log(`${direction}: ${(own / best).toFixed(2)} of the time of ${peer} (${[...versions].join(", ")})`);
      }
    }
  } finally {
    await own?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(all, name) {
  const sorted = all.map((figure) => figure[name]).sort((a, b) => a - b);
  return Number(sorted[Math.floor(sorted.length / 2)].toFixed(2));
}

async function fill(path, megabytes) {
  const block = randomFillSync(Buffer.alloc(1_000_000));
  const file = createWriteStream(path);
  for (let index = 0; index < megabytes; index++) {
    block.writeUInt32LE(index);
    if (!file.write(Buffer.from(block))) await new Promise((resolve) => file.once("drain", resolve));
  }
  await new Promise((resolve) => file.end(resolve));
}

async function compare(one, other) {
  const others = createReadStream(other, { highWaterMark: 1 << 20 })[Symbol.asyncIterator]();
  for await (const chunk of createReadStream(one, { highWaterMark: 1 << 20 })) {
    if (!chunk.equals((await others.next()).value ?? Buffer.alloc(0)))
      throw new Error("the file that came back differs");
  }
}

function startServer() {
  const child = fork(here("s3-memory-server.js"), { stdio: "inherit" });
  const keys = { accessKeyId: "bench", secretAccessKey: "bench-secret" };
  return new Promise((resolve) => {
    child.once("message", ({ port }) =>
      resolve({ ...keys, endpoint: `http://127.0.0.1:${port}`, stop: () => child.kill("SIGKILL") }),
    );
  });
}

/** The gateway of the tests, whose module is TypeScript. */
async function startGateway() {
  const settings = { bundle: true, platform: "node", format: "esm", write: false };
  const { outputFiles } = await build({ ...settings, entryPoints: [here("../s3-server.ts")] });
  const { s3ServerKinds } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  const [gateway] = s3ServerKinds(8 * 2 ** 30);
  if (gateway.missing !== undefined) throw new Error(gateway.missing);
  return await gateway.start();
}
