import { expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import { preloads } from "./preloads.js";

it("finds the packages of the first cell after the parameters, but none that has effects", () => {
  const cell =
    'import pl, {\n  type DataFrame,\n} from "nodejs-polars";\nimport { show } from "cuaderno/report";\nimport "./setup.js";\nimport type { A } from "arquero";\nimport "dotenv";';
  const parameters = { source: "const year = 2018;", tags: ["parameters"] };
  expect(preloads(makeNotebook([{ markdown: "# Title" }, parameters, cell]))).toEqual([
    "nodejs-polars",
    "cuaderno/report",
  ]);
  expect(preloads(makeNotebook(['import {\n  show, type Table,\n  sql as query,\n} from "cuaderno";']))).toEqual([
    "cuaderno:show,sql",
  ]);
  expect(preloads(makeNotebook(['import * as all from "cuaderno";']))).toEqual(["cuaderno"]);
  expect(preloads(makeNotebook(['process.env.POLARS_MAX_THREADS = "1";', cell]))).toEqual([]);
  expect(preloads(makeNotebook([]))).toEqual([]);
});
