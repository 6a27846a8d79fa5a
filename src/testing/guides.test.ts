import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runFlow } from "../runner/flow/run-flow.js";
import { rootFolder } from "./source-files.js";

const reports = mkdtempSync(join(tmpdir(), "cuaderno-guides-"));
afterAll(() => rmSync(reports, { recursive: true, force: true }));

it("every guide runs", { timeout: 400_000 }, async () => {
  const folder = join(rootFolder, "notebooks", "guides");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const { steps } = await runFlow(folder, { reports, tracking: false, keepGoing: true, concurrency: 2 });
  expect(steps.map(({ name, status, message }) => [name, status, message])).toEqual(
    names.map((name) => [name.replace(".ipynb", ""), "ok", undefined]),
  );
});
