import { MessageChannel } from "node:worker_threads";

/** Below the 32 MB up to which glibc learns from a freed block. */
const blockBytes = (32 << 20) - (1 << 16);

/**
 * Makes glibc retain up to 64 MB of freed memory per arena, instead of the 128 KB of a new process. The engine frees
 * and requests tens of MB in each query; to return them to the system in between costs thousands of page faults a scan.
 * JavaScript cannot set the thresholds of glibc, which raises them itself when a larger block is freed (`man mallopt`,
 * M_MMAP_THRESHOLD). Nothing is written to the block, so it needs no memory.
 */
export function retainFreedMemory(): void {
  if (process.platform !== "linux") return;
  const block = new ArrayBuffer(blockBytes);
  const { port1 } = new MessageChannel();
  port1.close();
  // A closed port drops what is transferred to it, which frees the block now and not at some later garbage collection.
  port1.postMessage(block, [block]);
}
