import { formatDuration } from "../core/format-duration.js";
import type { CellEvent } from "../notebook/run/run-effects.js";
import type { RunError } from "../notebook/run/run-result.js";
import type { CommandContext } from "./command.js";

/** Tells how runs go on: on a terminal one line that shows all under way, elsewhere a line per cell, each with its notebook. */
export interface RunProgress {
  onCell(label: string, event: CellEvent): void;
  onEnd(label: string): void;
}

/** Progress of `total` notebooks. */
export function runProgress(context: CommandContext, total: number): RunProgress {
  const terminal = process.stderr.isTTY === true;
  const underWay = new Map<string, CellEvent>();
  let done = 0;
  const draw = (): void => {
    const parts = [...underWay].map(([label, { position, total: cells }]) => `${label} [${position}/${cells}]`);
    const line = `${done}/${total} done  ${parts.join("  ")}`;
    context.progress(line.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)));
  };
  return {
    onCell(label, event) {
      if (terminal && total > 1) {
        underWay.set(label, event);
        draw();
        return;
      }
      tellCell(label, event, context, terminal);
    },
    onEnd(label) {
      done += 1;
      underWay.delete(label);
      if (terminal && total > 1 && done < total) draw();
    },
  };
}

function tellCell(label: string, event: CellEvent, context: CommandContext, terminal: boolean): void {
  const { step, position, total, status, durationMs } = event;
  const width = String(total).length;
  const line = `${label} [${String(position).padStart(width)}/${total}] ${step.label}  ${firstLine(step.shown)}`;
  if (status === "running") {
    if (terminal) context.progress(line);
  } else if (status === "skipped" || status === "restored") context.note(`${line}  ${status}`);
  else context.note(`${line}  ${status === "ok" ? "" : `${status} `}${formatDuration(durationMs)}`);
}

/** What a cell does, as far as one line tells it: its first line that is more than a comment or an import. */
function firstLine(source: string): string {
  const lines = source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.find((line) => !/^(\/\/|\/\*|\*|#|import )/.test(line)) ?? lines[0] ?? "";
  return telling.length > 50 ? `${telling.slice(0, 49)}…` : telling;
}

/** The place, the line and the message of a failure, on standard error. */
export function explainFailure(error: RunError, context: CommandContext): void {
  process.stderr.write(`cuaderno: ${error.message}\n`);
  if (error.sourceLine === undefined || context.quiet) return;
  const number = String(error.line);
  process.stderr.write(`  ${number} | ${error.sourceLine}\n`);
  if (error.column !== undefined)
    process.stderr.write(`  ${" ".repeat(number.length)} | ${" ".repeat(error.column - 1)}^\n`);
}
