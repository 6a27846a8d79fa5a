import { formatDuration } from "../core/format-duration.js";
import type { CellEvent } from "../notebook/run/run-effects.js";
import type { RunError } from "../notebook/run/run-result.js";
import type { CommandContext } from "./command.js";

/** Progress of runs: on a terminal one row with all that are running, elsewhere a line per cell. */
export interface RunProgress {
  onCell(label: string, event: CellEvent): void;
  /** The progress that a running cell reports. */
  onProgress(label: string, text: string): void;
  onEnd(label: string): void;
}

interface RunningCell {
  readonly event: CellEvent;
  readonly since: number;
  /** The progress that it reported last. */
  text: string;
}

const tickMs = 1_000;
/** Elsewhere than on a terminal progress is a line at most this often. */
const notePauseMs = 30_000;

/**
 * Reports the progress of `total` notebooks; on a terminal the time of a running cell counts up. With `events` each
 * start and end of a cell and each progress of a search is also a line of JSON on standard output.
 */
export function runProgress(context: CommandContext, total: number, events = false): RunProgress {
  const emit = (event: string, notebook: string, { step }: CellEvent, more: object): void => {
    if (events) context.result({ event, notebook, cell: step.label, title: step.title, ...more });
  };
  const running = new Map<string, RunningCell>();
  const notedAt = new Map<string, number>();
  let done = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const cells = [...running].map(([label, cell]) => describeRunning(label, cell));
    const counts = total > 1 ? [`${done} of ${total} done`] : [];
    if (cells.length > 0) context.progress([...counts, ...cells].join("  "));
  };
  const stopTicking = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    onCell(label, event) {
      emit("cell", label, event, { status: event.status, durationMs: Math.round(event.durationMs) });
      if (event.status === "running") {
        running.set(label, { event, since: performance.now(), text: "" });
        if (!context.isTerminal) return;
        draw();
        timer ??= setInterval(draw, tickMs).unref();
        return;
      }
      running.delete(label);
      if (!context.isTerminal || total === 1) context.note(describeEnd(label, event));
    },
    onProgress(label, text) {
      const cell = running.get(label);
      if (cell === undefined) return;
      cell.text = text;
      emit("progress", label, cell.event, { text });
      if (context.isTerminal) draw();
      else if (performance.now() - (notedAt.get(label) ?? cell.since) >= notePauseMs) {
        notedAt.set(label, performance.now());
        context.note(describeRunning(label, cell));
      }
    },
    onEnd(label) {
      done += 1;
      running.delete(label);
      if (running.size === 0) stopTicking();
      else if (context.isTerminal) draw();
    },
  };
}

function describeRunning(label: string, { event, since, text }: RunningCell): string {
  const ms = performance.now() - since;
  const time = ms < tickMs ? "" : `  ${formatDuration(ms)}`;
  return `${describeCell(label, event)}${time}${text === "" ? "" : `  ${text}`}`;
}

function describeEnd(label: string, event: CellEvent): string {
  const { status, durationMs } = event;
  const outcome =
    status === "skipped" || status === "restored"
      ? status
      : `${status === "ok" ? "" : `${status} `}${formatDuration(durationMs)}`;
  return `${describeCell(label, event)}  ${outcome}`;
}

/** A cell by its one number, which errors, reports and `--until` use too, and by its title. */
function describeCell(label: string, { step }: CellEvent): string {
  return `${label} ${step.label}  ${step.title}`;
}

/** Location, line and message of a failure, on standard error. */
export function explainFailure(error: RunError, context: CommandContext): void {
  context.error(error.message);
  if (error.sourceLine === undefined || context.quiet) return;
  const number = String(error.line);
  context.note(`  ${number} | ${error.sourceLine}`);
  if (error.column !== undefined) context.note(`  ${" ".repeat(number.length)} | ${" ".repeat(error.column - 1)}^`);
}
