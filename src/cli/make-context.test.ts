import { describe, expect, it } from "vitest";
import { makeContext } from "./make-context.js";

/** A terminal that shows rows as a real one does after `\r`, `\n` and "clear the row". */
function fakeTerminal(columns = 40) {
  const rows = [""];
  const written: string[] = [];
  return {
    isTTY: true,
    columns,
    written,
    rows: () => rows.filter((row) => row !== ""),
    write(text: string) {
      written.push(text);
      for (const part of text.split(/(\r|\n|\x1b\[2K)/)) {
        if (part === "\n") rows.push("");
        else if (part === "\x1b[2K") rows[rows.length - 1] = "";
        else if (part !== "\r") rows[rows.length - 1] += part;
      }
    },
  };
}

function contextOn(
  stream: ReturnType<typeof fakeTerminal> | { isTTY: false; write(text: string): void },
  quiet = false,
) {
  const { signal } = new AbortController();
  return makeContext({ environment: {}, cwd: "/", signal, json: true, quiet, stdout: stream, stderr: stream });
}

describe("makeContext", () => {
  it("shows no line two times on a terminal", () => {
    const terminal = fakeTerminal();
    const context = contextOn(terminal);
    context.progress("a.ipynb  cell-1  load");
    context.progress("a.ipynb  cell-1  load  1 s");
    context.note("a.ipynb  cell-1  load  1.2 s");
    context.progress("a.ipynb  cell-2  train");
    context.print("a.executed.ipynb");
    context.progress("b");
    context.result({ ok: true });
    expect(terminal.rows()).toEqual(["a.ipynb  cell-1  load  1.2 s", "a.executed.ipynb", '{"ok":true}']);
  });

  it("cuts progress to one row, so that it can be replaced", () => {
    const terminal = fakeTerminal(30);
    const context = contextOn(terminal);
    context.progress("x".repeat(100));
    expect(terminal.rows()).toEqual([`${"x".repeat(28)}…`]);
    context.error("failed");
    expect(terminal.rows()).toEqual(["cuaderno: failed"]);
  });

  it("writes ordinary lines elsewhere, and only results and errors with --quiet", () => {
    let text = "";
    const write = (part: string) => {
      text += part;
    };
    const context = contextOn({ isTTY: false, write });
    context.progress("one");
    context.note("two");
    expect(text).toBe("one\ntwo\n");
    const quiet = contextOn({ isTTY: false, write }, true);
    quiet.progress("three");
    quiet.note("four");
    quiet.error("five");
    expect(text).toBe("one\ntwo\ncuaderno: five\n");
  });
});
