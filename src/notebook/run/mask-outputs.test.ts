import { describe, expect, it } from "vitest";
import type { Output } from "../format/notebook.js";
import { maskOutputs } from "./mask-outputs.js";
import { secretMask } from "./secret-mask.js";

const print = (name: "stdout" | "stderr", text: string): Output => ({ output_type: "stream", name, text });
const masked = (outputs: readonly Output[]): readonly Output[] => maskOutputs(outputs, secretMask(["hunter22"]));

describe("maskOutputs", () => {
  it("finds a secret whose halves went to standard output and standard error", () => {
    expect(masked([print("stdout", "a hunt"), print("stderr", "er22 b")])).toEqual([print("stdout", "a *** b")]);
  });

  it("finds a secret that was printed with something else between", () => {
    const table: Output = { output_type: "display_data", data: { "text/plain": "x" }, metadata: {} };
    expect(masked([print("stdout", "hunt"), print("stderr", "no"), table, print("stdout", "er22\n")])).toEqual([
      print("stdout", "***\n"),
      print("stderr", "no"),
      table,
    ]);
  });

  it("finds it in displays of any kind, names of errors, messages and tracebacks", () => {
    const shown: Output = {
      output_type: "display_data",
      data: { "text/html": "<b>hunter22</b>", "application/json": { hunter22: ["hunter22"] } },
      metadata: { source: "hunter22" },
    };
    const error: Output = {
      output_type: "error",
      ename: "hunter22",
      evalue: "no hunter22",
      traceback: ["at hunter22:1", "aHVudGVyMjI="],
    };
    expect(JSON.stringify(masked([shown, error]))).not.toMatch(/hunter22|aHVudGVyMjI/);
  });

  it("leaves other outputs as they are, in their order", () => {
    const outputs = [print("stdout", "hunt"), print("stderr", "ed"), print("stdout", "er22")];
    expect(masked(outputs.slice(0, 2))).toEqual(outputs.slice(0, 2));
  });
});
