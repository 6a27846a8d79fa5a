import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { runNotebook } from "./run-notebook.js";

/** What a cell does, and how it ends; each was once without a reply. */
const cells: readonly (readonly [source: string, status: string])[] = [
  ["let list: any = null; for (let i = 0; i < 3000; i++) list = { next: list, i }; 1", "ok"],
  [
    "const e1 = new Error('boom'); Object.defineProperty(e1, 'stack', { get() { throw new Error('no') } }); throw e1",
    "failed",
  ],
  [
    "throw new Proxy({}, { get() { throw new Error('trap') }, getPrototypeOf() { throw new Error('trap') } })",
    "failed",
  ],
  ["({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no text') } })", "failed"],
  [`const nested = ${"(".repeat(5_000)}1${")".repeat(5_000)};`, "failed"],
  ["Promise.reject(new Proxy({}, { get() { throw 1 } })); 1", "failed"],
  ["(globalThis as any).setImmediate = () => {}; 1", "ok"],
  ["(Object.prototype as any).toJSON = () => { throw new Error('no JSON') }; 1", "ok"],
  ["console.log('after everything')", "ok"],
];

it("every cell gets a reply, whatever it leaves behind", async () => {
  const path = join(temporaryFolder(), "a.ipynb");
  const notebook = makeNotebook(cells.map(([source]) => ({ source, tags: ["raises-exception"] })));
  writeFileSync(path, JSON.stringify(notebook));
  const result = await runNotebook(path, { cellTimeoutMs: 30_000 });
  expect(result.cells.map(({ status }) => status)).toEqual(cells.map(([, status]) => status));
  expect(result.status).toBe("ok");
}, 120_000);
