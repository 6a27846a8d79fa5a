import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRegistry, openTracker } from "cuaderno";
import { runProgram } from "./processes.mjs";

const writer = fileURLToPath(new URL("registry-writer.mjs", import.meta.url));

/** Processes register versions of one model and claim the same aliases; some are killed and started again. */
export default async function registry({ quick, folder, random }) {
  const [writers, turns, kills] = quick ? [4, 8, 1] : [12, 40, 3];
  const root = join(folder, "mlruns");
  const ended = await Promise.all(
    Array.from({ length: writers }, (_, number) => write(root, `w${number}`, { turns, kills, random })),
  );
  const problems = [];
  const onProblem = ({ path, reason }) => problems.push(`${path} ${reason}`);
  const opened = await openRegistry({ tracker: await openTracker({ uri: root, onProblem }), onProblem });
  const { versions, aliases } = await opened.model("volume");
  const unreadable = [];
  const contents = new Map();
  for (const version of versions) {
    const text = await opened.read("volume", version).then(
      (bytes) => new TextDecoder().decode(bytes),
      (thrown) => void unreadable.push(thrown.message),
    );
    contents.set(version, text);
  }
  const lost = [];
  const claims = new Map();
  for (const { who, lines } of ended) {
    for (const line of lines) {
      const [call, turn, version] = line.split(" ");
      if (call === "version" && contents.get(Number(version)) !== `${who} ${turn}`) lost.push(`${line} of ${who}`);
      if (call !== "alias") continue;
      claims.set(turn, [...(claims.get(turn) ?? []), version]);
      if (aliases[`turn-${turn}`] !== Number(version)) lost.push(`${line} of ${who}, is ${aliases[`turn-${turn}`]}`);
    }
  }
  const repeated = [...claims]
    .filter(([, claimed]) => claimed.length > 1)
    .map(([turn, claimed]) => `turn ${turn}: ${claimed}`);
  const gaps = versions
    .filter((version, index) => version !== versions.length - index)
    .map((version) => `at ${version}`);
  return [
    { what: `${writers} processes x ${turns} versions on disk`, figure: versions.length, faults: failures(ended) },
    {
      what: "acknowledged versions and aliases found again",
      figure: ended.flatMap(({ lines }) => lines).length,
      faults: lost,
    },
    {
      what: "version numbers without a gap, all readable",
      figure: versions.length,
      faults: [...gaps, ...unreadable, ...problems],
    },
    { what: "aliases claimed by one process only", figure: claims.size, faults: repeated },
  ];
}

const failures = (ended) => ended.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));

async function write(root, who, { turns, kills, random }) {
  const all = [];
  let next = 0;
  for (let round = 0; next < turns; round++) {
    const killAfterLines = round < kills ? 1 + Math.floor((random.uniform() * 5 * turns) / (kills + 1)) : undefined;
    const { code, lines, errors } = await runProgram(writer, [root, who, `${next}`, `${turns}`], {
      killAfterLines,
      random,
    });
    all.push(...lines);
    if (code !== 0 && code !== "SIGKILL")
      return { who, lines: all, failure: `${who} ended with ${code}: ${errors.slice(0, 300)}` };
    const begun = lines.filter((line) => line.startsWith("begin")).map((line) => Number(line.split(" ")[1]));
    next = code === 0 ? turns : Math.max(next, ...begun.map((turn) => turn + 1));
  }
  return { who, lines: all, failure: undefined };
}
