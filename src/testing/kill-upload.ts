import { setTimeout as delay } from "node:timers/promises";
import { childProgram, startChild } from "./child-program.js";

/** Starts a program that writes to a URI, and kills it when 20 MB are on their way and no end is. */
export async function killUpload(uri: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const program = childProgram(`
    import { openStore } from "./store/open-store-with.ts";
    const [uri, environment] = process.argv.slice(2);
    const { store, key } = await openStore(uri, { environment: JSON.parse(environment), cwd: "/" });
    async function* pieces() {
      for (let piece = 0; piece < 20; piece++) yield new Uint8Array(1_000_000);
      console.log("half");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
    await store.writeChunks(key, pieces());
  `);
  const { child, ended } = startChild(program, [uri, JSON.stringify(environment)]);
  await new Promise<void>((resolve) => child.stdout?.on("data", (text: Buffer) => text.includes("half") && resolve()));
  await delay(300);
  child.kill("SIGKILL");
  const { code, output } = await ended;
  if (code !== "SIGKILL") throw new Error(`the upload ended by itself: ${code} ${output}`);
}
