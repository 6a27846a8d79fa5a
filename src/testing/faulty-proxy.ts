import { onTestFinished } from "vitest";
import { type FaultyProxy, startFaultyProxy } from "./start-faulty-proxy.js";

/** A proxy on the loopback interface that breaks requests as `getFault` says; it ends with the test. */
export async function faultyProxy(...options: Parameters<typeof startFaultyProxy>): Promise<FaultyProxy> {
  const proxy = await startFaultyProxy(...options);
  onTestFinished(() => proxy.close());
  return proxy;
}
