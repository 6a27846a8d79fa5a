import { expect, it } from "vitest";
import { queueContract, testJob } from "../testing/queue-contract.js";
import { localQueue } from "./local-queue.js";

queueContract("local", async () => localQueue());

it("localQueue refuses schedules with the way to have them", async () => {
  const adding = localQueue().schedules.upsert("a", { cron: "* * * * *", timezone: "UTC" }, testJob("a"));
  await expect(adding).rejects.toThrow(/no schedules; use --queue redis/);
});
