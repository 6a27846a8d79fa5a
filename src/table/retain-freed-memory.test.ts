import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { childProgram } from "../testing/child-program.js";

const source = `
import { MessageChannel } from "node:worker_threads";
import { retainFreedMemory } from "./table/retain-freed-memory.js";

function useMemory(): void {
  const { port1 } = new MessageChannel();
  port1.close();
  const blocks = Array.from({ length: 10 }, () => new Uint8Array(4 << 20).fill(1).buffer);
  for (const block of blocks) port1.postMessage(block, [block]);
}

if (process.argv[2] === "retained") retainFreedMemory();
useMemory();
const before = process.resourceUsage().minorPageFault;
useMemory();
console.log(process.resourceUsage().minorPageFault - before);
`;

it.runIf(process.platform === "linux")("reuses freed memory instead of requesting 40 MB of it again", () => {
  const program = childProgram(source);
  const faults = (mode: string) => Number(execFileSync(process.execPath, [program, mode], { encoding: "utf8" }));
  expect(faults("retained")).toBeLessThan(faults("returned") / 4);
});
