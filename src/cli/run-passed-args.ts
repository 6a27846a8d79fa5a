import { ArgumentError } from "../core/errors.js";

/** The flags of `cuaderno run` that mean the same on a worker. */
export interface PassedFlags {
  readonly kernel?: string | undefined;
  readonly shim: boolean;
  readonly memory?: string | undefined;
  readonly typecheck?: string | undefined;
  readonly cwd?: string | undefined;
  readonly cellTimeout?: string | undefined;
  readonly startTimeout?: string | undefined;
  readonly until?: string | undefined;
  readonly onlyTag: readonly string[];
  readonly skipTag: readonly string[];
  readonly track?: boolean | string | undefined;
  readonly force?: boolean | undefined;
}

/** The arguments with which a worker runs a notebook; its cache is used unless the run is forced. */
export function passedArgs(flags: PassedFlags): readonly string[] {
  const values: readonly (readonly [string, string | undefined])[] = [
    ["--kernel", flags.kernel],
    ["--memory", flags.memory],
    ["--typecheck", flags.typecheck],
    ["--cwd", flags.cwd],
    ["--cell-timeout", flags.cellTimeout],
    ["--start-timeout", flags.startTimeout],
    ["--until", flags.until],
    ...flags.onlyTag.map((tag) => ["--only-tag", tag] as const),
    ...flags.skipTag.map((tag) => ["--skip-tag", tag] as const),
  ];
  const track =
    flags.track === undefined || flags.track === false
      ? []
      : flags.track === true
        ? ["--track"]
        : ["--track", flags.track];
  return [
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    ...(flags.shim ? [] : ["--no-shim"]),
    ...track,
    ...(flags.force || track.length > 0 ? [] : ["--cache"]),
  ];
}

/** Flags that have no meaning with a queue, or none without one. */
export function refuseQueueConflicts(flags: {
  readonly queue?: string | boolean | undefined;
  readonly watch?: boolean | undefined;
  readonly resume?: boolean | string | undefined;
  readonly failFast?: boolean | undefined;
  readonly tags?: string | undefined;
  readonly code?: string | undefined;
  readonly retries?: string | undefined;
  readonly detach?: boolean | undefined;
  readonly cancelOnInterrupt?: boolean | undefined;
}): void {
  const { queue, watch, resume, failFast, tags, code, retries, detach, cancelOnInterrupt } = flags;
  const first = (found: Readonly<Record<string, unknown>>): string | undefined =>
    Object.keys(found).find((name) => found[name] !== undefined && found[name] !== false);
  if (queue) {
    const name = first({ "--watch": watch, "--resume": resume, "--fail-fast": failFast });
    if (name !== undefined) throw new ArgumentError(`run: ${name} and --queue exclude each other; remove one`);
    return;
  }
  const only = { "--tags": tags, "--code": code, "--retries": retries, "--detach": detach };
  const name = first({ ...only, "--cancel-on-interrupt": cancelOnInterrupt });
  if (name !== undefined) throw new ArgumentError(`run: ${name} needs --queue; add it or remove ${name}`);
}
