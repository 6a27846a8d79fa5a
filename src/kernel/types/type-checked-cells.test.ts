import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { cuadernoSpec } from "../../notebook/kernel/cuaderno-spec.js";
import { runNotebook } from "../../runner/run/run-notebook.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { startTestKernel } from "../../testing/run-cells.js";
import { rootFolder } from "../../testing/source-files.js";
import { readLines } from "../wire/pipe-wire.js";

const checked = { mode: "error", cells: [] } as const;

describe("cells with type errors", () => {
  it("are refused before they run, with each error at its line and column", async () => {
    const { run } = await startTestKernel(rootFolder, {}, {}, checked);
    expect((await run("let count = 1; console.log('runs');")).text).toBe("runs\n");
    const { outcome, text } = await run("console.log('never');\nconst text: string = count;\n\ncount.foo();");
    expect(text).not.toContain("never");
    expect(outcome.kind === "error" && outcome.error).toEqual({
      ename: "TypeScriptError",
      evalue: "Type 'number' is not assignable to type 'string' (TS2322), and 1 more error",
      traceback: [
        "TypeScriptError: Type 'number' is not assignable to type 'string' (TS2322)",
        "    at In[2]:2:7",
        "TypeScriptError: Property 'foo' does not exist on type 'number' (TS2339)",
        "    at In[2]:4:7",
      ],
    });
    expect((await run("typeof globalThis['text']; [typeof count].join()")).text).toBe("number");
    expect((await run("// @ts-nocheck\nlet other: string = 1; other")).text).toBe("1");
    expect((await run("// @ts-ignore\nconst one: string = 1;\none")).text).toBe("1");
  });

  it("run with a warning, or without, as the kernel is set", async () => {
    const warning = await startTestKernel(rootFolder, {}, {}, { mode: "warn", cells: [] });
    const { outcome, text } = await warning.run("const text: string = 1;\ntext");
    expect(outcome.kind).toBe("ok");
    expect(text).toBe("warning: In[1]:1:7 - Type 'number' is not assignable to type 'string' (TS2322)\n1");
    const silent = await startTestKernel();
    expect((await silent.run("const text: string = 1; text")).text).toBe("1");
  });

  it("end a headless run, unless its notebook or an option says otherwise", async () => {
    mkdirSync(join(rootFolder, ".cache"), { recursive: true });
    const folder = mkdtempSync(join(rootFolder, ".cache", "typed-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const write = (metadata: JsonObject): string => {
      const path = join(folder, "a.ipynb");
      // The second cell writes what the third imports: seen from the start, that module is missing.
      const made = join(folder, `made-${Object.keys(metadata).length}.ts`);
      const cells = [
        "const year = 2018;",
        `require("node:fs").writeFileSync(${JSON.stringify(made)}, "export const unit = 'm';");`,
        `import { unit } from ${JSON.stringify(made)}; unit.trim();`,
        "const a: string = year; a",
      ];
      const notebook = makeNotebook(cells, "cuaderno");
      writeFileSync(path, JSON.stringify({ ...notebook, metadata: { ...notebook.metadata, ...metadata } }));
      return path;
    };
    const refused = await runNotebook(write({}), { kernel: "cuaderno" });
    expect(refused.error).toMatchObject({ location: expect.stringMatching(/a\.ipynb#cell-4:1:7$/) });
    expect(refused.error?.message).toContain("is not assignable to type 'string'");
    const allowed = await runNotebook(write({}), { kernel: "cuaderno", typecheck: "off" });
    expect(allowed.status).toBe("ok");
    expect((await runNotebook(write({ cuaderno: { typecheck: "warn" } }), { kernel: "cuaderno" })).status).toBe("ok");
  });
});

it("types of an unchanged run are not checked again", async () => {
  mkdirSync(join(rootFolder, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".cache", "typed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(folder, "lib.ts"), "export const unit = 'm';");
  const path = join(folder, "a.ipynb");
  writeFileSync(path, JSON.stringify(makeNotebook(["import { unit } from './lib.ts';", "unit.trim();"], "cuaderno")));
  const memory = join(folder, "node_modules", ".cache", "cuaderno", "types");
  const output = join(folder, "out.ipynb");
  expect((await runNotebook(path, { output })).status).toBe("ok");
  expect(readdirSync(memory)).toHaveLength(1);
  expect((await runNotebook(path, { output })).status).toBe("ok");
  expect(readdirSync(memory)).toHaveLength(1);
  writeFileSync(join(folder, "lib.ts"), "export const unit = 1;");
  expect((await runNotebook(path, { output })).error?.message).toContain("Property 'trim' does not exist");
  expect(readdirSync(memory)).toHaveLength(1);
});

it("cells that wait behind a failure are aborted, and run when they are sent again", { timeout: 30_000 }, async () => {
  const kernel = openKernel("off");
  const replies = [kernel.next("execute_reply"), kernel.next("execute_reply")];
  for (const code of ["throw new Error('first');", "1 + 1"]) kernel.send("execute_request", { code });
  expect((await Promise.all(replies)).map(({ content }) => content.status)).toEqual(["error", "aborted"]);
  kernel.send("execute_request", { code: "1 + 1" });
  expect((await kernel.next("execute_reply")).content).toMatchObject({ status: "ok", execution_count: 2 });
});

describe("requests about types", () => {
  it("are replied to while a cell runs, and the kernel stays busy", { timeout: 30_000 }, async () => {
    const kernel = openKernel("error");
    kernel.send("execute_request", { code: "const prices = [1];" });
    await kernel.next("execute_reply");
    kernel.send("execute_request", { code: "while (true) {}" });
    await kernel.next("execute_input");
    const started = performance.now();
    kernel.send("complete_request", { code: "'😀'; prices.fi", cursor_pos: 14 });
    const { content } = await kernel.next("complete_reply");
    expect(content).toMatchObject({ cursor_start: 12, cursor_end: 14 });
    expect(content.matches).toContain("filter");
    kernel.send("inspect_request", { code: "prices", cursor_pos: 3, detail_level: 0 });
    expect((await kernel.next("inspect_reply")).content).toMatchObject({
      found: true,
      data: { "text/plain": "const prices: number[]" },
    });
    expect(performance.now() - started).toBeLessThan(10_000);
    const state = (): unknown => kernel.received.findLast(({ type }) => type === "status")?.content.execution_state;
    await expect.poll(state).toBe("busy");
  });

  it("complete and inspect from values where the compiler knows nothing", { timeout: 30_000 }, async () => {
    const kernel = openKernel("off");
    kernel.send("execute_request", { code: "const prices: any = { lima: 1 };" });
    await kernel.next("execute_reply");
    kernel.send("complete_request", { code: "prices.li", cursor_pos: 9 });
    expect((await kernel.next("complete_reply")).content).toMatchObject({ matches: ["lima"], cursor_start: 7 });
    kernel.send("inspect_request", { code: "no_such_name", cursor_pos: 3 });
    expect((await kernel.next("inspect_reply")).content).toMatchObject({ status: "ok", found: false, data: {} });
  });
});

interface Received {
  readonly type: string;
  readonly content: JsonObject;
}

/** A kernel over a pipe, message by message. */
function openKernel(mode: string): {
  readonly received: readonly Received[];
  send(type: string, content: JsonObject): void;
  next(type: string): Promise<Received>;
} {
  const [program = "", ...args] = cuadernoSpec().argv;
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const pipe = child.stdio[3] as Duplex;
  const received: Received[] = [];
  const waiting: { readonly type: string; readonly found: (message: Received) => void }[] = [];
  readLines(pipe, (line) => {
    const { header, content } = JSON.parse(line) as { header: { msg_type: string }; content: JsonObject };
    const message = { type: header.msg_type, content };
    received.push(message);
    const index = waiting.findIndex(({ type }) => type === message.type);
    if (index >= 0) waiting.splice(index, 1)[0]?.found(message);
  });
  let count = 0;
  const send = (type: string, content: JsonObject): void => {
    const header = { msg_id: `m${++count}`, msg_type: type, session: "s", username: "u", date: "", version: "5.3" };
    pipe.write(`${JSON.stringify({ channel: "shell", header, parent_header: {}, metadata: {}, content })}\n`);
  };
  send("cuaderno_start", {
    cwd: rootFolder,
    environment: { PATH: process.env.PATH ?? "" },
    types: { mode, cells: [] },
  });
  return {
    received,
    send,
    next: (type) => new Promise((found) => waiting.push({ type, found })),
  };
}
