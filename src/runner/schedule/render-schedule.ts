import { type CronExpression, type Schedule, scheduledCommand } from "./schedule.js";

/** The schedulers that a schedule is rendered for. */
export const scheduleTargets = ["github", "cron", "systemd", "airflow", "kubernetes"] as const;

/** One of them. */
export type ScheduleTarget = (typeof scheduleTargets)[number];

/** A file to install, with the lines that say how. */
export interface RenderedSchedule {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly install: readonly string[];
}

/**
 * The files that make a scheduler run a flow. Nothing is installed.
 * @example renderSchedule("cron", schedule).files[0].name // "traffic.cron"
 */
export function renderSchedule(target: ScheduleTarget, schedule: Schedule): RenderedSchedule {
  switch (target) {
    case "github":
      return github(schedule);
    case "cron":
      return cron(schedule);
    case "systemd":
      return systemd(schedule);
    case "airflow":
      return airflow(schedule);
    case "kubernetes":
      return kubernetes(schedule);
  }
}

function github(schedule: Schedule): RenderedSchedule {
  const { name, cron, timezone } = schedule;
  const text = `name: ${name}
on:
  schedule:
    - cron: "${cron.text}"
      timezone: "${timezone}"
  workflow_dispatch:
concurrency:
  group: ${name}
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: ${yaml(scheduledCommand(schedule))}
      - uses: actions/upload-artifact@v5
        if: always()
        with:
          name: reports
          path: reports
`;
  return { files: [{ name: `${name}.yml`, text }], install: [`save as .github/workflows/${name}.yml and commit it`] };
}

function cron(schedule: Schedule): RenderedSchedule {
  const { name, cron, timezone } = schedule;
  const log = `logs/${name}.log`;
  const text = `# crontab of ${name}; set PROJECT to the absolute path of the checkout
PROJECT=/path/to/project
CRON_TZ=${timezone}
${cron.text} cd "$PROJECT" && mkdir -p logs && ${scheduledCommand(schedule).replaceAll("%", "\\%")} >> ${log} 2>&1
`;
  return {
    files: [{ name: `${name}.cron`, text }],
    install: ["edit PROJECT, then append the lines to your crontab: crontab -e"],
  };
}

function systemd(schedule: Schedule): RenderedSchedule {
  const { name, cron, timezone } = schedule;
  const service = `[Unit]
Description=cuaderno run ${schedule.folder}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory=%h/project
ExecStart=/usr/bin/env ${scheduledCommand(schedule).replaceAll("%", "%%")}
TimeoutStartSec=3600
`;
  const timer = `[Unit]
Description=Schedule of cuaderno run ${schedule.folder}

[Timer]
OnCalendar=${calendar(cron, timezone)}
Persistent=true

[Install]
WantedBy=timers.target
`;
  return {
    files: [
      { name: `${name}.service`, text: service },
      { name: `${name}.timer`, text: timer },
    ],
    install: [
      "edit WorkingDirectory, save both files in ~/.config/systemd/user/",
      `systemctl --user enable --now ${name}.timer`,
    ],
  };
}

/**
 * A cron expression as systemd's OnCalendar. Day and weekday both have to match there, where cron needs one of the two.
 */
function calendar({ minute, hour, day, month, weekday }: CronExpression, timezone: string): string {
  const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  const week =
    weekday === "*" ? "" : `${weekday.replace(/\d/g, (digit) => days[Number(digit)] ?? digit).replaceAll("-", "..")} `;
  const part = (field: string, width = 2): string =>
    field
      .split(",")
      .map((one) =>
        one
          .replace(/^\*\//, "0/")
          .replace("-", "..")
          .replace(/\d+/g, (digits) => digits.padStart(width, "0")),
      )
      .join(",");
  const date = `*-${part(month === "*" ? "*" : month)}-${part(day)}`.replaceAll("-0/", "-1/");
  return `${week}${date} ${part(hour)}:${part(minute)}:00 ${timezone}`;
}

function airflow(schedule: Schedule): RenderedSchedule {
  const { name, cron, timezone } = schedule;
  const text = `"""Runs the flow ${schedule.folder} with cuaderno."""

import os

import pendulum

try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.operators.bash import BashOperator

with DAG(
    dag_id=${JSON.stringify(name)},
    schedule=${JSON.stringify(cron.text)},
    start_date=pendulum.datetime(2024, 1, 1, tz=${JSON.stringify(timezone)}),
    catchup=False,
    max_active_runs=1,
) as dag:
    BashOperator(
        task_id="run",
        bash_command=${JSON.stringify(scheduledCommand(schedule))},
        cwd=os.environ.get("CUADERNO_PROJECT", "/opt/project"),
        append_env=True,
    )
`;
  return {
    files: [{ name: `${name}.py`, text }],
    install: [
      "save in the dags folder of Airflow and set CUADERNO_PROJECT to the checkout",
      `airflow dags test ${name}`,
    ],
  };
}

function kubernetes(schedule: Schedule): RenderedSchedule {
  const { name, cron, timezone, folder, args } = schedule;
  const command = ["npx", "cuaderno", "run", folder, ...args];
  const text = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: "${cron.text}"
  timeZone: "${timezone}"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 1
      activeDeadlineSeconds: 3600
      template:
        spec:
          restartPolicy: Never
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
          containers:
            - name: run
              image: registry.example.com/${name}:latest
              workingDir: /app
              command: ${JSON.stringify(command)}
              envFrom:
                - secretRef:
                    name: ${name}
                    optional: true
              resources:
                requests:
                  cpu: "1"
                  memory: 2Gi
`;
  return {
    files: [{ name: `${name}.yaml`, text }],
    install: ["set image to one that has the project in /app", `kubectl apply -f ${name}.yaml`],
  };
}

/** A string as a YAML scalar. */
function yaml(text: string): string {
  return /[:#'"{}[\]&*!|>%@`]/.test(text) ? JSON.stringify(text) : text;
}
