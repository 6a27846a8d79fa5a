import { randomUUID } from "node:crypto";
import { ArgumentError } from "../../core/errors.js";
import { sendWebhook } from "../../http/send-webhook.js";
import { trackerLimits } from "../../tracking/check-tracker-key.js";
import type { Run } from "../../tracking/tracker.js";

export type AlertLevel = "info" | "warning" | "error";

export interface AlertOptions {
  /** URL that receives the alert by POST, such as an incoming webhook of Slack. @default `CUADERNO_ALERT_WEBHOOK` */
  readonly webhook?: string | undefined;
}

/**
 * Records an alert with a run, in a tag `cuaderno.alert.<milliseconds>-<id>`, and sends it to a webhook as JSON with
 * `text` (which Slack, Mattermost and Discord-compatible services show), `level`, `message` and `run`. A webhook that
 * fails is a warning of the process, not an error: an alert does not end the work that it is about.
 *
 * @returns whether the webhook accepted the alert; false without a webhook.
 * @throws ArgumentError for an unknown level.
 * @example await alert(run, "warning", "validation loss rose for 5 epochs")
 */
export async function alert(
  run: Run,
  level: AlertLevel,
  message: string,
  { webhook = process.env.CUADERNO_ALERT_WEBHOOK }: AlertOptions = {},
): Promise<boolean> {
  if (!["info", "warning", "error"].includes(level)) {
    throw new ArgumentError(
      `alert: expected level info, warning or error, got ${JSON.stringify(level)}; use one of them`,
    );
  }
  const value = JSON.stringify({ level, message }).slice(0, trackerLimits.tagValue);
  await run.setTags({ [`cuaderno.alert.${Date.now()}-${randomUUID().slice(0, 8)}`]: value });
  if (!webhook) return false;
  const { id, name, experiment } = run;
  const text = `[${level}] ${experiment} / ${name}: ${message}`;
  const problem = await sendWebhook(webhook, { text, level, message, run: { id, name, experiment } }, "alert");
  if (problem !== undefined) process.emitWarning(problem, "AlertNotSent");
  return problem === undefined;
}
