import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataSource, downloadFile } from "cuaderno/sources";
import { milkSample } from "./sample.js";

/** The three tables, and the made-up later months that come with them to try an upload. */
export const milkFiles: readonly string[] = ["precipitaciones.csv", "banco_central.csv", "precio_leche.csv"];
export const laterFiles: readonly string[] = [
  "precipitaciones_dummy.csv",
  "banco_central_dummy.csv",
  "precio_leche_dummy.csv",
];

const repository = "https://raw.githubusercontent.com/igonzalezperez/desafio-spike-mleng/main/app/data/csv";

/** Where rain, economy and milk price of Chile come from: a mirror, the repository that published them together, or the sample. */
export function milkSource({ address = repository }: { readonly address?: string } = {}): DataSource {
  return {
    name: "milk",
    files: /^(precipitaciones|banco_central|precio_leche)(_dummy)?\.csv$/,
    publisher: {
      name: "the repository desafio-spike-mleng",
      fetch: async ({ log, quick, signal }) => {
        const folder = join(tmpdir(), `cuaderno-milk-${randomUUID()}`);
        const files = new Map<string, Uint8Array>();
        try {
          await mkdir(folder);
          for (const name of [...milkFiles, ...laterFiles]) {
            log(`fetching ${name} from ${address}`);
            await downloadFile(`${address}/${name}`, join(folder, name), {
              timeoutMs: quick ? 5_000 : 30_000,
              retries: quick ? 0 : 3,
              ...(signal === undefined ? {} : { signal }),
            });
            files.set(name, await readFile(join(folder, name)));
          }
          return files;
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    },
    sample: () => {
      const encoder = new TextEncoder();
      return new Map([...milkSample()].map(([name, text]) => [name, encoder.encode(text)]));
    },
  };
}
