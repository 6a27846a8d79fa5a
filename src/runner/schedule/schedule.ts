import { ArgumentError } from "../../core/errors.js";

/** When and what a scheduler runs. */
export interface Schedule {
  /** The flow's folder, as in `cuaderno run <folder>`. */
  readonly folder: string;
  /** A file name without extension, made of the folder. */
  readonly name: string;
  readonly cron: CronExpression;
  /** IANA name of the time zone. */
  readonly timezone: string;
  /** Further arguments of `cuaderno run`. */
  readonly args: readonly string[];
}

/** The five fields of a cron expression. */
export interface CronExpression {
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly month: string;
  readonly weekday: string;
  readonly text: string;
}

const ranges = { minute: [0, 59], hour: [0, 23], day: [1, 31], month: [1, 12], weekday: [0, 7] } as const;

/**
 * The fields of a cron expression: minute, hour, day of month, month, weekday (0 and 7 are Sunday), each `*`, a number,
 * a range, a list or a step.
 * @throws ArgumentError naming the field
 * @example parseCron("0 6 1 * *").hour // "6"
 */
export function parseCron(text: string): CronExpression {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) {
    throw new ArgumentError(
      `schedule: --cron: expected five fields (minute hour day month weekday), got ${JSON.stringify(text)}; for example "0 6 1 * *"`,
    );
  }
  const names = Object.keys(ranges) as (keyof typeof ranges)[];
  names.forEach((name, index) => {
    checkField(name, fields[index] as string, text);
  });
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  return { minute, hour, day, month, weekday, text: fields.join(" ") };
}

function checkField(name: keyof typeof ranges, field: string, text: string): void {
  const [low, high] = ranges[name];
  for (const part of field.split(",")) {
    const [, from, until, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    const matched = /^(\*|\d+(-\d+)?)(\/\d+)?$/.test(part);
    const numbers = [from, until].filter((value) => value !== undefined).map(Number);
    const inRange = numbers.every((value) => value >= low && value <= high);
    const ordered = numbers.length < 2 || (numbers[0] as number) <= (numbers[1] as number);
    if (!matched || !inRange || !ordered || step === "0")
      throw new ArgumentError(
        `schedule: --cron ${JSON.stringify(text)}: ${name}: expected *, numbers from ${low} to ${high}, ranges or steps, got "${part}"; for example --cron "0 6 * * 1"`,
      );
  }
}

/**
 * The time zone itself when this machine knows it.
 * @throws ArgumentError for an unknown name
 */
export function checkTimezone(timezone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return timezone;
  } catch (cause) {
    throw new ArgumentError(
      `schedule: --timezone: unknown time zone ${JSON.stringify(timezone)}; use an IANA name such as Europe/Madrid or UTC`,
      { cause },
    );
  }
}

/** The command that a scheduler runs, quoted for a shell. */
export function scheduledCommand({ folder, args }: Schedule): string {
  return ["npx", "cuaderno", "run", folder, ...args].map(quoted).join(" ");
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
