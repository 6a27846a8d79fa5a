// `node src/models/trees/kernel/compile.mjs` compiles tree-kernel.as with AssemblyScript and writes its bytes to kernel-bytes.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const source = new URL("tree-kernel.as", import.meta.url);
const target = new URL("kernel-bytes.ts", import.meta.url);
const flags = "--runtime stub --optimizeLevel 3 --shrinkLevel 1 --converge --noAssert --enable simd --initialMemory 0";

/** The contents of kernel-bytes.ts for the current source. */
export async function compiledKernel() {
  const { default: assembler } = await import("assemblyscript/asc");
  let bytes = new Uint8Array(0);
  const { error, stderr } = await assembler.main(["kernel.ts", "--outFile", "kernel.wasm", ...flags.split(" ")], {
    readFile: (name) => (name === "kernel.ts" ? readFileSync(source, "utf8") : null),
    writeFile: (_, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,110}/g);
  return [
    "/** WebAssembly of tree-kernel.as in base64, written by compile.mjs. */",
    "export const kernelBytes: string = [",
    ...lines.map((line) => `  "${line}",`),
    '].join("");',
    "",
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(target, await compiledKernel());
