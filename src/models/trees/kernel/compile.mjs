// `node src/models/trees/kernel/compile.mjs` compiles the kernels with AssemblyScript and writes their bytes to TypeScript files.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const shared = " --enable threads --importMemory --sharedMemory --maximumMemory 65536";

/** Each file of bytes with its source, the constant's name and its own flags. */
export const kernels = {
  "kernel-bytes.ts": ["tree-kernel.as", "kernelBytes"],
  "shared-kernel-bytes.ts": ["tree-kernel.as", "sharedKernelBytes", shared],
  "sum-bytes.ts": ["sum-kernel.as", "sumBytes"],
  "../../neighbors/nearest-bytes.ts": ["../../neighbors/nearest-kernel.as", "nearestBytes"],
  "../../linear/logit-bytes.ts": ["../../linear/logit-kernel.as", "logitBytes"],
  "../../../table/csv/record-bytes.ts": ["../../../table/csv/record-kernel.as", "recordBytes"],
};
const flags =
  "--runtime stub --optimizeLevel 3 --shrinkLevel 1 --converge --noAssert --enable simd --enable nontrapping-f2i --initialMemory 0";

/** The contents of a file of bytes for the current source. */
export async function compiledKernel(target) {
  const [source, name, own = ""] = kernels[target];
  const { default: assembler } = await import("assemblyscript/asc");
  let bytes = new Uint8Array(0);
  const { error, stderr } = await assembler.main(
    ["kernel.ts", "--outFile", "kernel.wasm", ...(flags + own).split(" ")],
    {
      readFile: (file) => (file === "kernel.ts" ? readFileSync(new URL(source, import.meta.url), "utf8") : null),
      writeFile: (_, contents) => {
        bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,110}/g);
  return [
    `/** WebAssembly of ${source.split("/").at(-1)} in base64${own === "" ? "" : ", for shared memory"}, written by compile.mjs. */`,
    `export const ${name}: string = [`,
    ...lines.map((line) => `  "${line}",`),
    '].join("");',
    "",
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const target of Object.keys(kernels)) {
    writeFileSync(new URL(target, import.meta.url), await compiledKernel(target));
  }
}
