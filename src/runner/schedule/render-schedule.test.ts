import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { renderSchedule, scheduleTargets } from "./render-schedule.js";
import { checkTimezone, parseCron, type Schedule } from "./schedule.js";

const schedule: Schedule = {
  folder: "notebooks/traffic",
  name: "traffic",
  cron: parseCron("30 6 1 * *"),
  timezone: "Europe/Madrid",
  args: ["--data", "real", "-p", "note=it's new"],
};

describe("renderSchedule", () => {
  it.each(scheduleTargets)("makes a file for %s that runs the flow", (target) => {
    const { files, install } = renderSchedule(target, schedule);
    const text = files.map((file) => file.text).join("\n");
    expect(text).toContain("notebooks/traffic");
    expect(text).toContain("Europe/Madrid");
    expect(install.length).toBeGreaterThan(0);
  });

  it("writes YAML with the command as one string", () => {
    const [file] = renderSchedule("github", schedule).files;
    const workflow = parse(file?.text ?? "");
    expect(workflow.on.schedule).toEqual([{ cron: "30 6 1 * *", timezone: "Europe/Madrid" }]);
    expect(workflow.jobs.run.steps[3].run).toBe(
      "npx cuaderno run notebooks/traffic --data real -p 'note=it'\\''s new'",
    );
    const job = parse(renderSchedule("kubernetes", schedule).files[0]?.text ?? "");
    expect(job.spec.jobTemplate.spec.template.spec.containers[0].command.at(-1)).toBe("note=it's new");
  });

  it.each([
    ["30 6 1 * *", "*-*-01 06:30:00 UTC"],
    ["0 6 * * 1-5", "Mon..Fri *-*-* 06:00:00 UTC"],
    ["*/15 * * * *", "*-*-* *:00/15:00 UTC"],
    ["0 0 1 1,7 *", "*-01,07-01 00:00:00 UTC"],
  ])("writes %s as systemd's %s", (cron, calendar) => {
    const { files } = renderSchedule("systemd", { ...schedule, cron: parseCron(cron), timezone: "UTC" });
    expect(files[1]?.text).toContain(`OnCalendar=${calendar}\n`);
  });
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

it.runIf(hasSystemd)("systemd-analyze accepts the units (skipped where it is not installed)", () => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-units-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { files } = renderSchedule("systemd", schedule);
  expect(files.map(({ name }) => name)).toEqual(["traffic.service", "traffic.timer"]);
  for (const { name, text } of files) writeFileSync(join(folder, name), text.replace("%h/project", folder));
  const verified = spawnSync("systemd-analyze", ["verify", "--man=no", ...files.map(({ name }) => join(folder, name))]);
  expect(verified.status, verified.stderr.toString()).toBe(0);
});

describe("parseCron", () => {
  it.each(["0 6 * *", "60 6 1 * *", "0 6 0 * *", "0 6 5-2 * *", "0 6 * * mon", "*/0 * * * *"])("refuses %j", (text) => {
    expect(() => parseCron(text)).toThrow("schedule: --cron");
  });
});

it("checkTimezone refuses an unknown name", () => {
  expect(checkTimezone("America/Lima")).toBe("America/Lima");
  expect(() => checkTimezone("Mars/Base")).toThrow('schedule: --timezone: unknown time zone "Mars/Base"');
});
