// Registers versions of one model and claims aliases, and writes a line when a call has returned.
import { writeSync } from "node:fs";
import { openRegistry, openTracker } from "cuaderno";

const [root, who, first, last] = process.argv.slice(2);
const acknowledge = (...words) => writeSync(1, `${words.join(" ")}\n`);
const tracker = await openTracker({ uri: root });
const registry = await openRegistry({ tracker });
const run = await tracker.startRun({ experiment: "models", name: who });
for (let turn = Number(first); turn < Number(last); turn++) {
  acknowledge("begin", turn);
  await run.logArtifact(`m${turn}.json`, `${who} ${turn}`);
  const { version } = await registry.register("volume", { runId: run.id, path: `m${turn}.json` });
  acknowledge("version", turn, version);
  const alias = `turn-${turn}`;
  const isFirst = await registry.setAliases("volume", { [alias]: version }, { expected: { [alias]: null } }).then(
    () => true,
    () => false,
  );
  if (isFirst) acknowledge("alias", turn, version);
}
await run.end();
