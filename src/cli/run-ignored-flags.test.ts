import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { makeNotebook, temporaryFolder } from "../testing/make-notebook.js";
import { define } from "./run.js";

function flowFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "nb"));
  const cells = [{ source: "const maxRows: number = 1;", tags: ["parameters"] }, "maxRows"];
  writeFileSync(join(folder, "nb", "01-a.ipynb"), JSON.stringify(makeNotebook(cells, "cuaderno")));
  return folder;
}

describe("run", () => {
  it.each([
    [["--dry-run"], "--dry-run is not an option of folders; use --plan, or remove --dry-run"],
    [["--in-place"], "--in-place is not an option of folders"],
    [["-o", "x.ipynb"], "--output is not an option of folders; use --reports"],
    [["--matrix", "maxRows=1,2"], "--matrix is not an option of folders"],
    [["--cell-timeout", "5"], "--cell-timeout is not an option of folders"],
    [["--memory", "300"], "--memory is not an option of folders"],
    [["--no-shim"], "--no-shim is not an option of folders"],
    [["--track", "monthly"], "--track <experiment> is not an option of folders; its experiment"],
  ])("of a folder refuses %j", async (words, message) => {
    const folder = flowFolder();
    await expect(callCommand(define, [join(folder, "nb"), ...words], { cwd: folder })).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(["nb"]);
  });

  it.each(["--plan", "--keep-going", "--reports=x", "--data=real", "--tracking-uri=x", "--only=01-a"])(
    "of a notebook refuses %s",
    async (flag) => {
      const notebook = join(flowFolder(), "nb", "01-a.ipynb");
      const [name] = flag.split("=");
      await expect(callCommand(define, [notebook, flag])).rejects.toThrow(`run: ${name} is an option of folders`);
    },
  );

  it("of a folder takes parameters of the environment, and refuses unknown ones", async () => {
    const folder = flowFolder();
    const words = [join(folder, "nb"), "--plan"];
    const call = async (environment: Readonly<Record<string, string>>) =>
      await callCommand(define, words, { cwd: folder, environment });
    await call({ CUADERNO_PARAM_MAX_ROWS: "7" });
    await expect(call({ CUADERNO_PARAM_MAX_ROWS: "many" })).rejects.toThrow('"maxRows": expected a number, got "many"');
    await expect(call({ CUADERNO_PARAM_MAXROW: "7" })).rejects.toThrow('did you mean "maxRows"?');
  });
});
