// Records runs from the first to the last number, and writes a line when a call has returned.
import { writeSync } from "node:fs";
import { openTracker } from "cuaderno";

const [root, who, first, last] = process.argv.slice(2);
const acknowledge = (...words) => writeSync(1, `${words.join(" ")}\n`);
const tracker = await openTracker({ uri: root });
for (let index = Number(first); index < Number(last); index++) {
  acknowledge("begin", index);
  const run = await tracker.startRun({ experiment: `experiment ${index % 5}`, name: `${who}-${index}` });
  acknowledge("start", index, run.id);
  await run.logParams({ who, index });
  acknowledge("params", index, run.id);
  for (let step = 0; step < 3; step++) {
    await run.logMetrics({ loss: index + step / 7 }, { step });
    acknowledge("metric", index, run.id, step);
  }
  if (index % 10 === 0) {
    await run.logArtifact("model.json", `${who} ${index}`);
    acknowledge("artifact", index, run.id);
  }
  await run.end();
  acknowledge("end", index, run.id);
}
