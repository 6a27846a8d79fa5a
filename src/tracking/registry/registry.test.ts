import { registryContract } from "../../testing/registry-contract.js";
import { temporaryRegistry } from "../../testing/temporary-registry.js";
import { memoryTracker } from "../memory-tracker.js";
import { memoryRegistry } from "./memory-registry.js";

registryContract("memory", async () => {
  const tracker = memoryTracker();
  return { tracker, registry: memoryRegistry(tracker) };
});
registryContract("file", async () => temporaryRegistry());
