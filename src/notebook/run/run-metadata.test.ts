import { expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { tslabSpec } from "../kernel/tslab-spec.js";
import { planRun } from "./plan-run.js";
import { runMetadata } from "./run-metadata.js";

const info = { language_info: { name: "typescript", file_extension: ".ts" } };

function toMetadata(metadata: JsonObject): JsonObject {
  const plan = planRun({ ...makeNotebook(["1"]), metadata }, { path: "a.ipynb", parameters: {} });
  const [started, ended] = [new Date(0), new Date(1_000)];
  const facts = { status: "ok", started, ended, versions: {}, data: [], stopped: undefined, failure: undefined };
  return runMetadata(plan, { ...facts, kernel: { spec: tslabSpec(), info } });
}

it("names the kernel that ran, if the notebook names another or none", () => {
  const ran = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  expect(toMetadata({})).toMatchObject({ kernelspec: ran, ...info });
  const other = { kernelspec: { name: "py39", language: "python" }, language_info: { name: "python" } };
  expect(toMetadata({ title: "T", ...other })).toMatchObject({ title: "T", kernelspec: ran, ...info });
  const same = { kernelspec: { ...ran, display_name: "Mine" }, language_info: { name: "typescript", version: "5" } };
  expect(toMetadata(same)).toMatchObject(same);
});

it("preserves the declared inputs next to the facts of the run", () => {
  expect(toMetadata({ cuaderno: { inputs: ["a.csv"], status: "failed" } }).cuaderno).toMatchObject({
    inputs: ["a.csv"],
    status: "ok",
    started: "1970-01-01T00:00:00.000Z",
  });
});
