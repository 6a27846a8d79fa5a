import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type ListeningServer, listen } from "../server/listen.js";
import { type TrackerServiceOptions, trackerService } from "../server/tracker/tracker-service.js";
import { temporaryFolder } from "./temporary-tracker.js";

/** A tracker server on a free port with a new folder, which ends after the test. */
export async function trackerServer(
  options: Partial<TrackerServiceOptions> = {},
): Promise<ListeningServer & { readonly root: string }> {
  const root = options.root ?? join(temporaryFolder(), "mlruns");
  const service = await trackerService({
    root,
    newId: () => randomBytes(16).toString("hex"),
    now: Date.now,
    user: "ana",
    ...options,
  });
  const server = await listen(service, { port: 0 });
  onTestFinished(() => server.stop());
  return { ...server, root };
}
