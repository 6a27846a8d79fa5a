import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runNotebook } from "../runner/run/run-notebook.js";
import { notebookFile } from "../testing/make-notebook.js";
import { startTestKernel } from "../testing/run-cells.js";
import { rootFolder } from "../testing/source-files.js";

// What notebooks cannot do in tslab, or what ends it: each is a promise of this kernel.

describe("cells that tslab fails at", () => {
  it("print any number of lines at once", async () => {
    const { run } = await startTestKernel();
    const { text, outputs } = await run("for (let i = 0; i < 1_000_000; i++) console.log(i);");
    expect(text.split("\n").length).toBe(1_000_001);
    expect(text.startsWith("0\n1\n2\n") && text.endsWith("\n999998\n999999\n")).toBe(true);
    expect(outputs.length).toBeLessThan(2_000);
    expect((await run("1")).text).toBe("1");
  });

  it("write to both streams in order, also from child processes that inherit them", async () => {
    const { run } = await startTestKernel();
    const { outputs } = await run(`import { spawn, spawnSync, execSync } from "node:child_process";
console.log("one"); console.error("two"); console.log("three");
spawnSync("echo", ["four"], { stdio: "inherit" });
execSync("echo five >&2");
await new Promise((done) => spawn("sh", ["-c", "echo six"], { stdio: "inherit" }).on("close", done));`);
    const streams = outputs
      .filter(({ type }) => type === "stream")
      .map(({ content }) => `${content.name} ${content.text}`);
    expect(streams.join("").replaceAll("\n", "|")).toBe(
      "stdout one|stderr two|stdout three|stdout four|stderr five|stdout six|",
    );
  });

  it("use new language: import.meta, export, shorthand, using, toSorted, regular expressions with v", async () => {
    const { run } = await startTestKernel();
    expect((await run("export const b = 2; import.meta.url.startsWith('file:')")).text).toBe("true");
    expect(
      (await run("JSON.stringify({ a: 1, b, sorted: [3, 1].toSorted(), v: /[\\p{L}--a]/v.test('b') })")).text,
    ).toBe('{"a":1,"b":2,"sorted":[1,3],"v":true}');
  });

  it("import ES modules that require cannot load", async () => {
    mkdirSync(join(rootFolder, ".cache"), { recursive: true });
    const folder = mkdtempSync(join(rootFolder, ".cache", "cells-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "package.json"), "{}");
    const put = (name: string, manifest: object, code: string): void => {
      mkdirSync(join(folder, "node_modules", name), { recursive: true });
      writeFileSync(
        join(folder, "node_modules", name, "package.json"),
        JSON.stringify({ name, type: "module", ...manifest }),
      );
      writeFileSync(join(folder, "node_modules", name, "main.js"), code);
    };
    put("import-only", { exports: { import: "./main.js" } }, "export const a = 1;");
    put("top-await", { exports: "./main.js" }, "export const b = await Promise.resolve(2);");
    put("map-only", { exports: { ".": { default: "./main.js" } } }, "export default 3;");
    writeFileSync(join(folder, "lib.mts"), "import { a } from 'import-only'; export const c: number = a + (await 1);");
    const { run } = await startTestKernel(folder);
    const code =
      'import { a } from "import-only"; import { b } from "top-await"; import three from "map-only";\nimport { c } from "./lib.mts"; [a, b, three, c].join()';
    expect((await run(code)).text).toBe("1,2,3,2");
  });

  it("interrupt a loop, a loop after an await, a loop in a timer, and a promise that never settles", async () => {
    const { run } = await startTestKernel();
    for (const code of [
      "while (true) {}",
      "await new Promise((done) => setTimeout(done, 5)); while (true) {}",
      "await 1; while (true) { try { while (true) {} } finally { continue; } }",
      "setTimeout(() => { while (true) {} }, 5); await new Promise(() => {});",
      "while (true) await new Promise((done) => setTimeout(done, 5));",
      "while (true) { try { await new Promise(() => {}); } catch {} }",
      "await Promise.race([]);",
    ]) {
      const { outcome } = await run(`${code}`, { timeoutMs: 300 });
      expect([code, outcome]).toEqual([code, expect.objectContaining({ kind: "timeout", killed: false })]);
      expect((await run("await new Promise((done) => setTimeout(done, 2)); 1 + 1")).text).toBe("2");
    }
  });

  it("fail when they call process.exit, and the kernel lives on", async () => {
    const { run } = await startTestKernel();
    await run("const saved = 5;");
    const { outcome } = await run("process.exit(3);");
    expect(outcome.kind === "error" && outcome.error?.evalue).toContain("process.exit(3) would end the kernel");
    expect((await run("saved")).text).toBe("5");
  });

  it("get what their timers and promises print and throw, during the cell and after it", async () => {
    const { kernel, run } = await startTestKernel();
    const first = await run("setTimeout(() => { console.log('late'); throw new Error('too late'); }, 100); undefined");
    expect(first.outcome.kind).toBe("ok");
    const second = await run("await new Promise((done) => setTimeout(done, 200)); console.log('second')");
    expect(first.text).toBe("late\nError: too late");
    expect(second.text).toBe("second\n");
    const rejected = await run("Promise.reject(new RangeError('nobody awaits')); 1");
    expect(rejected.outcome.kind === "error" && rejected.outcome.error?.ename).toBe("RangeError");
    expect(rejected.text).toBe("RangeError: nobody awaits");
    expect((await run("Promise.reject('a string');")).text).toBe("Thrown: 'a string'");
    expect(kernel.info.implementation).toBe("cuaderno");
  });

  it("survive an error after a module that rethrows it", async () => {
    const { run } = await startTestKernel();
    await run(
      'import "ml-xgboost"; const m = await (await import("ml-xgboost")).default; setTimeout(() => { throw new Error("late"); }, 10);',
    );
    await run("await new Promise((done) => setTimeout(done, 50));");
    expect((await run("1 + 1")).text).toBe("2");
  });

  it("show values with forms of their own", async () => {
    const { run } = await startTestKernel();
    const html = await run('({ toHTML: () => "<b>1</b>" })');
    expect(html.outputs.at(-1)?.content.data).toMatchObject({ "text/html": "<b>1</b>" });
    const own = await run(
      '({ [Symbol.for("Jupyter.display")]: () => ({ "text/markdown": "*a*", "text/plain": "a" }) })',
    );
    expect(own.outputs.at(-1)?.content.data).toEqual({ "text/markdown": "*a*", "text/plain": "a" });
    const late = await run('({ [Symbol.for("Jupyter.display")]: async () => ({ "text/plain": "late" }) })');
    expect(late.outputs.at(-1)?.content.data).toEqual({ "text/plain": "late" });
    const frame = await run('import pl from "nodejs-polars"; pl.DataFrame({ a: [1, 2] })');
    expect(frame.outputs.at(-1)?.content.data).toHaveProperty("text/html");
    const figure = await run(
      'import { lineFigure } from "cuaderno"; lineFigure({ x: [1, 2], y: [1, 2] }, { title: "Two rise", x: { label: "x" }, y: { label: "y" } })',
    );
    expect(figure.outputs.at(-1)?.content.data).toHaveProperty("application/vnd.plotly.v1+json");
  });
});

describe("hostile cells", () => {
  it("are reported when they broke what the kernel needs", async () => {
    const { run } = await startTestKernel();
    await run("Array.prototype.map = () => { throw new Error('broken'); };");
    const { outcome, outputs } = await run("[1]");
    expect(outcome).toMatchObject({ error: { ename: "KernelError", evalue: expect.stringContaining("restart") } });
    expect(outputs.map(({ type }) => type)).toContain("error");
  });

  it("show values that cannot be read, or hardly", async () => {
    const { run } = await startTestKernel();
    for (const [code, expected] of [
      ["const cyclic: any = { a: 1 }; cyclic.self = cyclic; cyclic", "Circular"],
      ["({ get a() { throw new Error('getter'); }, toHTML() { throw new Error('html'); } })", "html"],
      ["new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); } })", ""],
      ["({ [Symbol.for('Jupyter.display')]: () => 'text' })", "expected an object with mime types as keys, got 'text'"],
      ["({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 5 }) })", "expected a string of text/plain, got 5"],
      ["const loop: any = {}; loop.loop = loop; ({ [Symbol.for('Jupyter.display')]: () => loop })", "circular"],
      ["Object.create(null)", "null prototype"],
      ["Symbol('s')", "Symbol(s)"],
      ["-0", "-0"],
      ["10n ** 20n", "100000000000000000000n"],
      ["(() => {}) as unknown", "Function"],
      ["new Array(1_000_000).fill(1)", "more items"],
    ] as const) {
      const { outcome, text } = await run(code);
      expect([code, outcome.kind]).toEqual([code, "ok"]);
      expect(text).toContain(expected);
    }
    const large = await run("'x'.repeat(200_000_000)");
    expect(large.text.length).toBeLessThan(1_100_000);
    expect(large.text).toContain("199000000 more characters");
    expect((await run("const bytes = new Uint8Array(200_000_000); bytes")).text).toContain("more items");
  });

  it("show promises and timers without numbers that change", async () => {
    const { run } = await startTestKernel();
    expect((await run("[Promise.resolve(1), new Promise(() => {})]")).text).toBe(
      "[ Promise { 1 }, Promise { <pending> } ]",
    );
    expect((await run("setTimeout(() => {}, 5)")).text).not.toContain("kResourceStore");
  });

  it("throw what is not an error, or one that cannot be read", async () => {
    const { run } = await startTestKernel();
    for (const [code, name, value] of [
      ["throw 5", "Thrown", "5"],
      ["throw null", "Thrown", "null"],
      ["throw undefined", "Thrown", "undefined"],
      ["throw { a: 1 }", "Thrown", "{ a: 1 }"],
      ["throw Symbol('s')", "Thrown", "Symbol(s)"],
      ["throw 5n", "Thrown", "5n"],
      ["throw new Proxy(new Error('x'), { get() { throw 1; } })", "Thrown", "Error: x"],
      [
        "const e = new Error('m'); Object.defineProperty(e, 'message', { get() { throw 1; } }); throw e",
        "Error",
        "an error that cannot be read",
      ],
      ["throw new AggregateError([new Error('a')], 'several')", "AggregateError", "several"],
    ] as const) {
      const { outcome } = await run(code);
      const error = outcome.kind === "error" ? outcome.error : undefined;
      expect([code, error?.ename]).toEqual([code, name]);
      if (value !== undefined) expect(error?.evalue).toContain(value);
    }
  });

  it("change built-in prototypes and globals, and the kernel goes on", async () => {
    const { run } = await startTestKernel();
    await run(`Object.prototype.toJSON = () => "broken"; Array.prototype.toJSON = () => 1;
globalThis.setTimeout = undefined as any; globalThis.setImmediate = undefined as any;
JSON.stringify = () => "no"; console.log("still");`);
    expect((await run("[1, 2]")).text).toBe("[ 1, 2 ]");
  });
});

describe("the end of a kernel", () => {
  it("is clear when memory runs out, on the heap and outside it", async () => {
    for (const code of [
      "const lists: number[][] = []; while (true) lists.push(new Array(1e6).fill(1.5));",
      "const bytes: Uint8Array[] = []; while (true) bytes.push(new Uint8Array(1e7).fill(1));",
    ]) {
      const path = notebookFile([code], "cuaderno");
      const { status, error } = await runNotebook(path, { memoryMb: 300 });
      expect(status).toBe("failed");
      expect(error?.message).toMatch(/#cell-1: the kernel's memory was exhausted while this cell ran \(.*--memory$/);
    }
  });

  it("is reported when it is killed", async () => {
    const { error } = await runNotebook(notebookFile(["process.kill(process.pid, 'SIGKILL'); await 1;"], "cuaderno"));
    expect(error?.message).toContain("#cell-1: the kernel ended with signal SIGKILL while this cell ran");
  });

  it("comes with the end of the process that started it", async () => {
    const { run } = await startTestKernel();
    const started = await run(`import { spawn } from "node:child_process";
const child = spawn(process.execPath, [...process.execArgv, process.argv[1], "--pipe", "3"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
await new Promise((done) => child.stdio[3].once("data", done));
const ended = new Promise((done) => child.once("exit", (_code, signal) => done(signal)));
child.stdio[3].destroy();
await ended`);
    expect(started.text).toBe("SIGKILL");
  });

  it("leaves another kernel of the same folder alone", async () => {
    mkdirSync(join(rootFolder, ".cache"), { recursive: true });
    const folder = mkdtempSync(join(rootFolder, ".cache", "cells-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "lib.ts"), "export const state = { count: 0 };");
    const [first, second] = await Promise.all([startTestKernel(folder), startTestKernel(folder)]);
    const code = 'import { state } from "./lib"; const id = ++state.count; globalThis.leak = id; id';
    expect([(await first.run(code)).text, (await second.run(code)).text]).toEqual(["1", "1"]);
    await first.run("process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});");
    expect((await second.run("id + 1")).text).toBe("2");
  });
});

describe("names of Node's globals", () => {
  it("can be declared by cells, while modules use Node's", async () => {
    const { run } = await startTestKernel();
    const declared = await run(`import { setTimeout } from "node:timers/promises";
const performance = [1, 2], process = { env: 1 };
function URL() { return "mine"; }
class Buffer {}
const { structuredClone, ...others } = { structuredClone: 3, a: 4 };
await setTimeout(1);
({ performance, process, url: URL(), structuredClone, others })`);
    expect(declared.text.replace(/\s+/g, " ")).toBe(
      "{ performance: [ 1, 2 ], process: { env: 1 }, url: 'mine', structuredClone: 3, others: { a: 4 } }",
    );
    const later = await run("const wait = (process) => process + performance[0]; [wait(1), typeof Buffer.from].join()");
    expect(later.text).toBe("2,undefined");
    const library = await run(
      'import { readTable } from "cuaderno"; import pl from "nodejs-polars"; typeof pl.DataFrame({ a: [1] })',
    );
    expect(library.text).toBe("object");
  });

  it("refuses an assignment to a constant, of this cell or an earlier one", async () => {
    const { run } = await startTestKernel();
    await run("const limit = 1; let free = 1;");
    const { outcome } = await run("free = 2;\nlimit += 1;");
    expect(outcome.kind === "error" && outcome.error).toMatchObject({
      evalue: 'cannot assign to "limit", which is a constant; declare it with let',
      traceback: [expect.anything(), "    at In[2]:2:1"],
    });
    expect((await run("const f = (limit: number) => { limit = 5; return limit; }; [f(1), free].join()")).text).toBe(
      "5,1",
    );
    expect((await run("let limit = 3; limit = 4; limit")).text).toBe("4");
  });
});
