import { expect, it } from "vitest";
import { notebookFile } from "../../testing/make-notebook.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

it("reports how far a search in a cell is, and does not store it", async () => {
  const cell = `import { minimize, real } from "cuaderno";
const study = await minimize({ x: real(0, 1) }, async ({ x }) => x, { trials: 4, seed: 1 });
console.log(study.trials.length);`;
  const lines: string[] = [];
  const { output, status, error } = await runNotebook(notebookFile([cell]), {
    cwd: process.cwd(),
    onProgress: ({ text }) => lines.push(text),
  });
  expect(error?.message).toBeUndefined();
  expect(status).toBe("ok");
  expect(lines[0]).toBe("trial 0/4");
  expect(lines.at(-1)).toMatch(/^trial 4\/4: .*best /);
  const [saved] = (await readNotebook(output)).cells;
  expect(saved?.cell_type === "code" ? saved.outputs : []).toEqual([
    { output_type: "stream", name: "stdout", text: "4\n" },
  ]);
});
