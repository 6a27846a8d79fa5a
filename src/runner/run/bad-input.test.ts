import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StreamOutput } from "../../notebook/format/notebook.js";
import { exportHtml } from "../../notebook/html/export-html.js";
import { makeNotebook, notebookFile, temporaryFolder } from "../../testing/make-notebook.js";
import { rootFolder } from "../../testing/source-files.js";
import { readNotebook } from "./read-notebook.js";
import { runNotebook } from "./run-notebook.js";

async function runSource(source: string): Promise<readonly unknown[]> {
  const result = await runNotebook(notebookFile([source]));
  expect(result.status).toBe("ok");
  const [cell] = (await readNotebook(result.output)).cells;
  return cell?.cell_type === "code" ? cell.outputs : [];
}

describe("a cell that puts out much", () => {
  it("may print a million lines", async () => {
    const outputs = await runSource("for (let line = 0; line < 1_000_000; line++) console.log(line);");
    expect(outputs.length).toBe(1);
    const { text } = outputs[0] as StreamOutput;
    expect(text.length).toBe(6_888_890);
    expect(text.endsWith("\n999998\n999999\n")).toBe(true);
  });

  it("may show ten thousand values", async () => {
    const outputs = await runSource(
      "import { display } from 'tslab';\nfor (let index = 0; index < 10_000; index++) display.html('<b>' + index + '</b>');",
    );
    expect(outputs.length).toBe(10_000);
    expect(outputs.at(-1)).toMatchObject({ data: { "text/html": "<b>9999</b>" } });
  });

  it("may print 200 MB", async () => {
    const outputs = await runSource(
      'const piece = "x".repeat(999_999);\nfor (let part = 0; part < 200; part++) console.log(piece);',
    );
    expect(outputs.length).toBe(1);
    expect((outputs[0] as StreamOutput).text.length).toBe(200_000_000);
  });
});

/** A kernel of its own: `script` has `shell` and `iopub` bound, `bytes()` of noise and `signed(...)` for frames that this kernel may send. */
function fakeKernel(name: string, script: string): string {
  const folder = join(temporaryFolder(), name);
  mkdirSync(folder);
  const file = join(folder, "kernel.cjs");
  writeFileSync(
    file,
    `const { Router, Publisher } = require(${JSON.stringify(join(rootFolder, "node_modules", "zeromq"))});
const { createHmac, randomBytes } = require("node:crypto");
const { ip, shell_port, iopub_port, key } = JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf8"));
const bytes = () => randomBytes(300);
const signed = (...parts) => {
  const frames = parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
  const hmac = createHmac("sha256", key);
  for (const frame of frames) hmac.update(frame);
  return ["<IDS|MSG>", hmac.digest("hex"), ...frames];
};
(async () => {
  const [shell, iopub] = [new Router(), new Publisher()];
  await shell.bind(\`tcp://\${ip}:\${shell_port}\`);
  await iopub.bind(\`tcp://\${ip}:\${iopub_port}\`);
  ${script}
})();`,
  );
  const spec = { argv: [process.execPath, file, "{connection_file}"], display_name: name, language: "typescript" };
  writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
  return folder;
}

describe("a kernel that sends no messages of Jupyter", () => {
  it("is distinguished from a silent one", async () => {
    const kernel = fakeKernel(
      "babbler",
      `setInterval(() => iopub.send([bytes(), "<IDS|MSG>", bytes()]).catch(() => undefined), 20);
  for await (const [peer] of shell) {
    await shell.send([peer, bytes()]);
    await shell.send([peer, "<IDS|MSG>", "00", "{}", "{", bytes(), "7"]);
  }`,
    );
    await expect(runNotebook(notebookFile(["1"]), { kernel, startTimeoutMs: 1_500 })).rejects.toThrow(
      /kernel "babbler" .* did not reply within 1\.5 s; .*; its messages are not valid: /,
    );
  });

  it("is used when it also sends valid messages, after binary garbage and invalid messages", async () => {
    const kernel = fakeKernel(
      "muddler",
      `const of = (type) => ({ msg_id: randomBytes(8).toString("hex"), msg_type: type, session: "s", username: "u", date: "", version: "5.3" });
  for await (const [peer, , , header] of shell) {
    const parent = JSON.parse(header);
    const publish = (type, content, from = parent) => iopub.send(signed(of(type), from, {}, content));
    await publish("status", { execution_state: "busy" });
    if (parent.msg_type === "execute_request") {
      await iopub.send([bytes(), bytes()]);
      await iopub.send(["<IDS|MSG>", "0".repeat(64), bytes(), bytes(), bytes(), bytes()]);
      await iopub.send(signed("null", "7", "[]", "true"));
      await iopub.send(signed(of("stream"), "null", {}, { name: "stdout", text: "no parent" }));
      await iopub.send(signed({ msg_id: 5 }, parent, {}, {}));
      await publish("stream", { name: 7, text: 8 });
      await publish("display_data", { data: 5, metadata: null, transient: "none" });
      await publish("display_data", { data: ["text/plain"], transient: { display_id: 3 } });
      await publish("update_display_data", { data: null, transient: { display_id: "unknown" } });
      await publish("clear_output", null);
      await publish("error_of_a_kind", { ename: {} });
      await shell.send([peer, bytes()]);
      await shell.send([peer, ...signed(of("execute_reply"), "[]", {}, {})]);
      await publish("stream", { name: "stdout", text: " then sense" });
    }
    const reply = { status: "ok", execution_count: 1, language_info: { name: "typescript" } };
    await shell.send([peer, ...signed(of(parent.msg_type.replace("request", "reply")), parent, {}, reply)]);
    await publish("status", { execution_state: "idle" });
  }`,
    );
    const { status, output } = await runNotebook(notebookFile(["1"]), { kernel, cellTimeoutMs: 10_000 });
    expect(status).toBe("ok");
    const [cell] = (await readNotebook(output)).cells;
    expect(cell).toMatchObject({
      outputs: [
        { output_type: "stream", name: "stdout", text: "8" },
        { output_type: "display_data", data: {}, metadata: {} },
        { output_type: "display_data", data: {}, metadata: {} },
        { output_type: "stream", name: "stdout", text: " then sense" },
      ],
    });
    expect(exportHtml(await readNotebook(output))).toContain("then sense");
  });
});

describe("a cell that prints no text", () => {
  it("gives a notebook of valid text: bytes that are none are replaced", async () => {
    const outputs = await runSource(
      "process.stdout.write(Uint8Array.from({ length: 256 }, (_, byte) => byte));\nconsole.log('\\ud800|', '\\u0000');",
    );
    const { text } = outputs[0] as StreamOutput;
    expect(text).toContain("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    expect(text).toMatch(/\ufffd{10}/);
    expect(text).toMatch(/[\ud800\ufffd]\| \0\n$/);
  });
});

describe("a file too large to be read", () => {
  it("is refused with a remedy", async () => {
    const path = join(temporaryFolder(), "large.ipynb");
    writeFileSync(path, "");
    truncateSync(path, 700_000_000);
    await expect(runNotebook(path)).rejects.toThrow(
      `readNotebook: ${path} is larger than 500 MB; clear its outputs where it was made`,
    );
  });
});

describe("cells whose ids are wrong", () => {
  it.each([
    ["repeated", ["same", "same"]],
    ["of no allowed form", ["", "with a space!"]],
    ["missing", [undefined, undefined]],
  ])("run when they are %s, each with its own outputs", async (_what, ids) => {
    const path = join(temporaryFolder(), "a.ipynb");
    const notebook = makeNotebook(["console.log('one')", "console.log('two')"]);
    const cells = notebook.cells.map((cell, index) => ({ ...cell, id: ids[index] }));
    writeFileSync(path, JSON.stringify({ ...notebook, cells }));
    const { status, output } = await runNotebook(path);
    expect(status).toBe("ok");
    expect((await readNotebook(output)).cells).toMatchObject([
      { outputs: [{ text: "one\n" }] },
      { outputs: [{ text: "two\n" }] },
    ]);
  });
});
