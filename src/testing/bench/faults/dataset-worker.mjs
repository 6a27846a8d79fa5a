// One process on a dataset: a writer (rows from the first to the last number, a line when a commit has returned), a reader or
// a sweeper, which go on until they are ended.
import { writeSync } from "node:fs";
import { column, openDataset, schema } from "cuaderno";
import { parseCsv } from "cuaderno/table";

const [uri, role, who, first, last] = process.argv.slice(2);
const rows = schema("rows", { id: column.integer(), who: column.string() }, { key: ["id"] });
const acknowledge = (...words) => writeSync(1, `${words.join(" ")}\n`);
const dataset = await openDataset(uri, rows);

if (role === "write") {
  for (let index = Number(first); index < Number(last); index++) {
    acknowledge("begin", index);
    const id = Number(who) * 10_000 + index;
    const frame = parseCsv(new TextEncoder().encode(`id,who\n${id},w${who}\n`), rows);
    if (index % 3 === 2) await dataset.upsert(frame);
    else await dataset.append(frame);
    acknowledge("row", index, id);
  }
} else {
  for (let turn = 0; ; turn++) {
    try {
      if (role === "sweep")
        await (turn % 3 === 0 ? dataset.compact() : dataset.sweep({ keepVersions: 20, graceMs: 0 }));
      else acknowledge("read", (await dataset.read()).height);
    } catch (thrown) {
      // Before the first commit there is nothing to read; many writers may be faster than one compaction.
      if (!/no version yet|other writers were faster/.test(thrown.message)) acknowledge("error", thrown.message);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
