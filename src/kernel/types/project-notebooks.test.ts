import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNotebook } from "../../runner/run/read-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { TypeServer } from "./type-server.js";

// All notebooks take half a minute: by default only the first of each folder is checked.
const isFull = process.env.CUADERNO_TEST_KERNELS === "all";
const folder = join(rootFolder, "notebooks");
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z]+\/\d\d-[\w-]+\.ipynb$/.test(path) && (isFull || /\/01-/.test(path)))
  .sort();

describe(`types of notebooks${isFull ? "" : " (all notebooks with CUADERNO_TEST_KERNELS=all)"}`, () => {
  it.each(paths)("%s has no errors", { timeout: 60_000 }, async (path) => {
    const server = new TypeServer(join(folder, dirname(path)));
    const { cells } = await readNotebook(join(folder, path));
    const codes = cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.source] : []));
    server.expect(codes);
    for (const code of codes) {
      expect([code, await server.check(code)]).toEqual([code, { findings: [] }]);
      server.ran(code);
    }
    await server.stop();
  });
});
