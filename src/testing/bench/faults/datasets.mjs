import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { column, openDataset, schema } from "cuaderno";
import { openStore } from "cuaderno/store";
import { runProgram } from "./processes.mjs";
import { startS3Servers } from "./s3-servers.mjs";

const worker = fileURLToPath(new URL("dataset-worker.mjs", import.meta.url));

/** Writers, readers and a sweeper of one dataset, on disk and on every S3 server that is installed; writers are killed. */
export default async function datasets({ quick, folder, random }) {
  const rows = await race("disk", join(folder, "rows"), { quick, random, env: {} });
  for await (const { name, env } of startS3Servers({ first: quick })) {
    if (env === undefined) rows.push({ what: name, figure: "skipped" });
    else {
      const before = { ...process.env };
      Object.assign(process.env, env);
      const { store } = await openStore("s3://faults/");
      await store.write("rows/ready", new Uint8Array(1));
      rows.push(...(await race(name, "s3://faults/rows/table", { quick, random, env })));
      for (const key of Object.keys(env)) {
        if (before[key] === undefined) delete process.env[key];
        else process.env[key] = before[key];
      }
    }
  }
  return rows;
}

async function race(name, uri, { quick, random, env }) {
  const [writers, commits, kills] = quick ? [3, 6, 1] : name === "disk" ? [8, 30, 3] : [6, 12, 3];
  const helpers = ["read", "read", "sweep"].map((role) => startHelper(uri, role, env));
  const ended = await Promise.all(
    Array.from({ length: writers }, (_, number) => write(uri, number, { commits, kills, random, env })),
  );
  const helped = await Promise.all(helpers.map((helper) => helper.stop()));
  const table = schema("rows", { id: column.integer(), who: column.string() }, { key: ["id"] });
  const dataset = await openDataset(uri, table);
  const ids = (await dataset.read()).getColumn("id").toArray().map(Number);
  const there = new Set(ids);
  const lines = ended.flatMap(({ lines: own }) => own.map((line) => line.split(" ")));
  const rows = lines.filter(([call]) => call === "row").map(([, , id]) => Number(id));
  const begun = new Set(
    ended.flatMap(({ who, lines: own }) =>
      own.filter((line) => line.startsWith("begin")).map((line) => who * 10_000 + Number(line.split(" ")[1])),
    ),
  );
  const strange = ids.filter((id) => !begun.has(id)).map((id) => `row ${id} was never written`);
  const last = await dataset.manifest();
  const unreadable = [];
  let versions = 0;
  for (let at = last.number; at > Math.max(0, last.number - 20); at--, versions++) {
    await dataset.read({ at }).catch((thrown) => unreadable.push(`version ${at}: ${thrown.message}`));
  }
  const heights = helped.map(({ lines: own }) =>
    own.filter((line) => line.startsWith("read")).map((line) => Number(line.split(" ")[1])),
  );
  const errors = helped.flatMap(({ lines: own }) => own.filter((line) => line.startsWith("error")));
  const backwards = heights.flatMap((own) =>
    own.filter((height, index) => height < (own[index - 1] ?? 0)).map((height) => `${height} rows after more`),
  );
  return [
    {
      what: `${name}: ${writers} writers x ${commits} commits with readers and a sweeper`,
      figure: last.number,
      faults: ended.flatMap(({ failure }) => failure ?? []),
    },
    {
      what: `${name}: acknowledged rows found, each once`,
      figure: rows.length,
      faults: [
        ...rows.filter((id) => !there.has(id)).map((id) => `row ${id} is lost`),
        ...(there.size === ids.length ? [] : ["a row is there two times"]),
        ...strange,
      ],
    },
    {
      what: `${name}: reads next to the writers, none failed or went back`,
      figure: heights.flat().length,
      faults: [...errors, ...backwards],
    },
    { what: `${name}: last versions readable`, figure: versions, faults: unreadable },
  ];
}

function startHelper(uri, role, env) {
  const ended = new AbortController();
  const program = runProgram(worker, [uri, role, "0"], { env, signal: ended.signal });
  const stop = () => {
    ended.abort();
    return program;
  };
  return { stop };
}

async function write(uri, who, { commits, kills, random, env }) {
  const all = [];
  let next = 0;
  for (let round = 0; next < commits; round++) {
    const killAfterLines = round < kills ? 1 + Math.floor((random.uniform() * 4 * commits) / (kills + 1)) : undefined;
    const words = [uri, "write", `${who}`, `${next}`, `${commits}`];
    const { code, lines, errors } = await runProgram(worker, words, { killAfterLines, within: 40, random, env });
    all.push(...lines);
    if (code !== 0 && code !== "SIGKILL")
      return { who, lines: all, failure: `writer ${who} ended with ${code}: ${errors.slice(0, 300)}` };
    const begun = lines.filter((line) => line.startsWith("begin")).map((line) => Number(line.split(" ")[1]));
    next = code === 0 ? commits : Math.max(next, ...begun.map((index) => index + 1));
  }
  return { who, lines: all, failure: undefined };
}
