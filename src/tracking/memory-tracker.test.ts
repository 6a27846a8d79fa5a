import { trackerContract } from "../testing/tracker-contract.js";
import { memoryTracker } from "./memory-tracker.js";

trackerContract("memory", async () => {
  let time = 1_700_000_000_000;
  return memoryTracker({ now: () => ++time });
});
