import type { SourcePosition } from "../code/source-position.js";

/** From a position in a script to the position in its source, or in a cell of it; all are counted from 0. */
export type ToSource = (line: number, column: number) => SourcePosition & { readonly cell?: number | undefined };

const scripts = new Map<string, ToSource>();

/** Stacks show positions in the source of this script from now on. */
export function addScript(name: string, toSource: ToSource): void {
  scripts.set(name, toSource);
}

/**
 * Makes stacks of errors show cells and TypeScript modules as they were written, without frames of Node and of the
 * kernel, which is in this folder.
 */
export function installStackFrames(packageFolder: string): void {
  Error.stackTraceLimit = 20;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map(String).filter((frame) => !/node:(internal|inspector|async_hooks)/.test(frame));
    const source = frames.findLastIndex((frame) => frame.includes("In[") || scripts.has(scriptName(frame)));
    const shown = frames.filter(
      (frame, index) => source < 0 || index <= source || !isKernelFrame(frame, packageFolder),
    );
    return `${headline(error)}${shown.map((frame) => `\n    at ${mapFrame(frame)}`).join("")}`;
  };
}

/** Whether a frame below those of cells and local modules is what the kernel called them from. */
function isKernelFrame(frame: string, packageFolder: string): boolean {
  return frame.includes(packageFolder) || /^(new Promise|async Promise\.)/.test(frame);
}

function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

const framePosition = /((?:file:|In\[)[^()]*?):(\d+):(\d+)(?=\)?$)/;

function scriptName(frame: string): string {
  return framePosition.exec(frame)?.[1] ?? "";
}

function mapFrame(frame: string): string {
  return frame.replace(framePosition, (whole, name: string, line, column) => {
    const source = scripts.get(name)?.(Number(line) - 1, Number(column) - 1);
    if (source === undefined) return whole;
    const cell = source.cell === undefined ? "" : `#cell-${source.cell}`;
    return `${name}${cell}:${source.line + 1}:${source.column + 1}`;
  });
}
