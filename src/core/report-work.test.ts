import { expect, it, vi } from "vitest";
import type { WorkReport } from "./report-work.js";

it("reports to observers until they are removed, and makes no report without one", async () => {
  // Without the observers of tests before this one.
  vi.resetModules();
  const { observeWork, reportWork } = await import("./report-work.js");
  let made = 0;
  const report = (): WorkReport => ({ caller: "crossValidate", prefix: "cross_validation", params: { made: ++made } });
  reportWork(report);
  const reports: WorkReport[] = [];
  const stop = observeWork((make) => reports.push(make()));
  reportWork(report);
  stop();
  reportWork(report);
  expect(reports).toEqual([{ caller: "crossValidate", prefix: "cross_validation", params: { made: 1 } }]);
});
