// A file of 1 GB to S3 and back, with boto3 on the same server: AWS_ENDPOINT_URL_S3 with keys when they are set, else a small server
// of this bench that holds the parts in memory. Programs take turns; figures are medians.
import { execFile, fork } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export default async function ioS3([megabytes = "1000", rounds = "3"] = []) {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "cuaderno-bench-"));
  const own = process.env.AWS_ENDPOINT_URL_S3 === undefined ? await startServer() : undefined;
  const environment = {
    ...process.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...(own && {
      AWS_ENDPOINT_URL_S3: own.endpoint,
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench-secret",
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
        await measure(`${direction}, cuaderno`, [process.execPath, here("io-s3-program.js"), direction, path, bucket]);
        if (direction === "down" && round === 0) await compare(file, back);
        for (const parallel of ["4", "10"]) {
          await measure(`${direction}, boto3 x${parallel}`, [
            python,
            here("s3_boto3.py"),
            direction,
            path,
            bucket,
            parallel,
          ]);
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
    for (const direction of ["up", "down"]) {
      const peers = [...figures].filter(([what]) => what.startsWith(`${direction}, boto3`)).map(([, all]) => all);
      if (peers.length === 0) console.log(`${direction}: no boto3; CUADERNO_BENCH_PYTHON names a Python that has it`);
      else {
        const best = Math.min(...peers.map((all) => median(all, "seconds")));
        const ratio = median(figures.get(`${direction}, cuaderno`), "seconds") / best;
        console.log(`${direction}: ${ratio.toFixed(2)} of the time of the faster boto3`);
      }
    }
  } finally {
    own?.process.kill("SIGKILL");
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
  return new Promise((resolve) => {
    child.once("message", ({ port }) => resolve({ process: child, endpoint: `http://127.0.0.1:${port}` }));
  });
}
