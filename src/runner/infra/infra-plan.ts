import { ArgumentError } from "../../core/errors.js";
import type { CronExpression } from "../schedule/schedule.js";

/** Who gets a policy: readers, writers, and those who deploy the service. */
export const accessKinds = ["read", "write", "deploy"] as const;
export type AccessKind = (typeof accessKinds)[number];

/** What serves the model; `none` for storage alone. */
export const serviceKinds = ["none", "lambda", "container"] as const;
export type ServiceKind = (typeof serviceKinds)[number];

/** The tools that files are written for. */
export const infraTargets = ["terraform", "cloudformation"] as const;
export type InfraTarget = (typeof infraTargets)[number];

/** What the infrastructure of a project has. */
export interface InfraPlan {
  /** Prefix of all names. */
  readonly name: string;
  /** Folders of the bucket, without slash. */
  readonly zones: readonly string[];
  /** After how many days objects below a prefix are removed. */
  readonly lifetimes: readonly { readonly prefix: string; readonly days: number }[];
  /** After how many days replaced and deleted versions are removed. */
  readonly versionDays: number;
  readonly access: readonly AccessKind[];
  readonly service: ServiceKind;
  readonly schedule: InfraSchedule | undefined;
}

/** A flow that runs in a container at times. */
export interface InfraSchedule {
  readonly folder: string;
  readonly cron: CronExpression;
  readonly timezone: string;
}

/** The prefixes with a slash that writers may change: zones, and those that expire. */
export function writablePrefixes({ zones, lifetimes }: InfraPlan): readonly string[] {
  return [...new Set([...zones.map((zone) => `${zone}/`), ...lifetimes.map(({ prefix }) => prefix)])];
}

const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/**
 * The expression of EventBridge Scheduler for a cron expression: six fields, and weekdays by name.
 *
 * @throws ArgumentError for a day of the month together with a weekday, which AWS cannot express
 * @example toAwsCron(parseCron("0 6 * * 1")) // "cron(0 6 ? * MON *)"
 */
export function toAwsCron({ minute, hour, day, month, weekday, text }: CronExpression): string {
  if (day !== "*" && weekday !== "*") {
    throw new ArgumentError(
      `infra: --cron "${text}": a day of the month and a weekday cannot be combined in AWS; leave one of them *`,
    );
  }
  const step = (field: string): string => field.replace(/^\*\//, "0/");
  const dayStep = day.replace(/^\*\//, "1/");
  const monthStep = month.replace(/^\*\//, "1/");
  const named = weekday.replace(/(?<![/\d])\d/g, (digit) => days[Number(digit)] ?? digit);
  return `cron(${step(minute)} ${step(hour)} ${weekday === "*" ? dayStep : "?"} ${monthStep} ${weekday === "*" ? "?" : named} *)`;
}

/** What each policy is for, in its description. */
export function accessPurposes(plan: InfraPlan): Readonly<Record<AccessKind, string>> {
  const prefixes = writablePrefixes(plan).join(", ");
  return {
    read: `Read ${prefixes}`,
    write: `Read and write ${prefixes}`,
    deploy: "Upload programs, set lifetimes and update the service",
  };
}
