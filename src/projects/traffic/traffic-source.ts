import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type DataSource, downloadFile, readSampleFolder, unzipEntry } from "cuaderno/sources";

const archiveAddress = "https://archive.ics.uci.edu/static/public/492/metro+interstate+traffic+volume.zip";
const tableName = "Metro_Interstate_Traffic_Volume.csv.gz";

/**
 * Where the hourly traffic volumes of I-94 come from: year files or the full table in a mirror, the full table from UCI
 * (repository number 492, CC BY 4.0), or the sample.
 */
export function trafficSource({ address = archiveAddress }: { readonly address?: string } = {}): DataSource {
  return {
    name: "traffic",
    files: /^[A-Za-z_]+(_\d{4}\.csv|\.csv\.gz)$/,
    publisher: {
      name: "UCI Machine Learning Repository, number 492",
      fetch: async ({ log, quick, signal }) => {
        log(`fetching the table from ${address}`);
        const stop = signal === undefined ? {} : { signal };
        const archive = await fetchBytes(address, {
          timeoutMs: quick ? 5_000 : 30_000,
          retries: quick ? 0 : 3,
          ...stop,
        });
        const table = await unzipEntry(archive, tableName, address);
        log(`${tableName} from the publisher, ${Math.round(gunzipSync(table).length / 1_000)} kB unpacked`);
        return new Map([[tableName, table]]);
      },
    },
    sample: () => readSampleFolder(new URL("../../../data/traffic/sample/", import.meta.url)),
  };
}

async function fetchBytes(
  address: string,
  options: { readonly timeoutMs: number; readonly retries: number; readonly signal?: AbortSignal },
): Promise<Uint8Array> {
  const folder = join(tmpdir(), `cuaderno-traffic-${randomUUID()}`);
  try {
    await mkdir(folder);
    await downloadFile(address, join(folder, "archive.zip"), options);
    return await readFile(join(folder, "archive.zip"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
