// Reads files of every format; a child process of the bench, so that a crash is seen. Messages are { kind, path }, results { value }
// or { name, message } of the error.
import { readFileSync } from "node:fs";

import { openDataset, openTracker, readTable } from "cuaderno";
import { fromXgboostJson } from "cuaderno/models";
import { exportHtml, formatNotebook, parseNotebook } from "cuaderno/notebook";
import { restoreStudy, studyFromJournal } from "cuaderno/search";
import { openModel } from "cuaderno/server";
import { makeFrame, table } from "./mutation-files.mjs";

const text = (path) => readFileSync(path, "utf8");

/** What a user gets from a file, as JSON. */
const readers = {
  pipeline: async (path) => Array.from((await openModel(path)).model.predict(makeFrame(20))),
  study: async (path) => restoreStudy(JSON.parse(text(path)), path),
  journal: async (path) => studyFromJournal(text(path), { path }),
  xgboost: async (path) => fromXgboostJson(JSON.parse(text(path)), { path }) && "read",
  table: async (path) => (await readTable(path, table)).rows(),
  notebook: async (path) => {
    const notebook = parseNotebook(text(path), path);
    exportHtml(notebook);
    formatNotebook(notebook);
    return "read";
  },
  dataset: async (path) => {
    const dataset = await openDataset(path.replace(/(dataset).*$/, "$1"), table, { partitionBy: ["name"] });
    const { number, rows, watermark } = (await dataset.manifest()) ?? {};
    const one = (await dataset.read({ where: { name: "n1" } })).height;
    return [number, rows, watermark, one, (await dataset.read()).rows().length];
  },
  run: async (path) => {
    const problems = [];
    const root = path.replace(/(mlruns).*$/, "$1");
    const tracker = await openTracker({ uri: root, onProblem: ({ reason }) => problems.push(reason) });
    const runs = await tracker.runs();
    const others = runs.filter(({ id }) => !path.includes(id)).map(({ id, params, metrics }) => [id, params, metrics]);
    return [others.sort(), problems.length > 0 || runs.length === 2];
  },
};

process.on("message", async ({ kind, path }) => {
  try {
    process.send({ value: JSON.stringify(await readers[kind](path)) });
  } catch (thrown) {
    process.send({ name: thrown?.constructor?.name, message: String(thrown?.message) });
  }
});
