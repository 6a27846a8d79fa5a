// Everything that goes in and out: S3, then tables.
import { existsSync } from "node:fs";

export default async function io() {
  for (const name of ["io-s3", "io-tables"]) {
    const file = new URL(`${name}.mjs`, import.meta.url);
    if (!existsSync(file)) continue;
    console.log(`# ${name}`);
    await (await import(file)).default([]);
  }
}
