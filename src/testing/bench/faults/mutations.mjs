import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFiles, mutated, readBytes } from "./mutation-files.mjs";

const program = fileURLToPath(new URL("mutation-readers.mjs", import.meta.url));

/**
 * Damaged files are refused with a clear error or read as they were written. Formats of other tools without a checksum (journals, XGBoost,
 * notebooks, MLflow's files) cannot tell a changed digit; they are read without a crash, and without damage to what is next to them.
 */
export default async function mutations({ quick, folder, random }) {
  const turns = quick ? 25 : 400;
  const reader = startReader();
  const rows = [];
  try {
    for (const { kind, path, verified } of await makeFiles(folder)) {
      const original = readBytes(path);
      const expected = await reader.read({ kind, path });
      if (expected.value === undefined) throw new Error(`${path} cannot be read: ${expected.message}`);
      const counts = { refused: 0, same: 0, other: 0 };
      const faults = [];
      for (let turn = 0; turn < turns; turn++) {
        const damaged = mutated(original, random);
        if (damaged.equals(original)) continue;
        writeFileSync(path, damaged);
        const found = await reader.read({ kind, path });
        if (found.value === expected.value) counts.same += 1;
        else if (found.value !== undefined) counts.other += 1;
        else counts.refused += 1;
        const problem = judge(found, expected, { verified, kind });
        if (problem !== undefined) faults.push(`${basename(path)}: ${problem}`);
      }
      writeFileSync(path, original);
      const other = counts.other > 0 ? `, ${counts.other} with another value` : "";
      rows.push({
        what: `${kind} ${basename(path)}: ${counts.refused} refused, ${counts.same} the same${other}`,
        figure: turns,
        faults,
      });
    }
  } finally {
    reader.stop();
  }
  return rows;
}

const clear = /^(FormatError|ValidationError|NotFoundError|ArgumentError|SyntaxError)$/;

function judge(found, expected, { verified, kind }) {
  if (found.value !== undefined) {
    const isSilent = verified || kind === "run";
    return isSilent && found.value !== expected.value ? `another value: ${found.value.slice(0, 80)}` : undefined;
  }
  if (clear.test(found.name ?? "") && !/undefined|\[object/.test(found.message)) return undefined;
  return `${found.name}: ${found.message}`;
}

/** A child process that reads files; it is started again after a crash, and when it does not respond for a minute. */
function startReader() {
  let child = fork(program);
  const read = (message) =>
    new Promise((resolve) => {
      const end = (result) => {
        clearTimeout(timer);
        child.off("message", end);
        child.off("exit", crash);
        resolve(result);
      };
      const crash = (code, signal) => {
        end({ name: "crash", message: `the process ended with ${code ?? signal}` });
        child = fork(program);
      };
      const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
      child.on("message", end);
      child.on("exit", crash);
      child.send(message);
    });
  return { read, stop: () => child.kill("SIGKILL") };
}
