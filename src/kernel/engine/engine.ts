import { setImmediate as nextTurn, setTimeout as startTimer } from "node:timers";
import type { MimeBundle } from "../../notebook/format/notebook.js";
import { type CellCode, cellCode } from "../code/cell-code.js";
import { CellSyntaxError } from "../code/cell-syntax-error.js";
import { CellTypeError } from "../code/cell-type-error.js";
import { kernelGlobal } from "../code/kernel-global.js";
import { type CapturedOutput, captureOutput } from "./capture-output.js";
import { type CellContext, runInCell } from "./cell-context.js";
import { type CellImports, cellImports } from "./cell-imports.js";
import { describeThrown, type ThrownDescription } from "./describe-thrown.js";
import { Interrupted } from "./interrupted.js";
import { type CellGlobals, installCellGlobals } from "./kernel-globals.js";
import { CellNames } from "./known-names.js";
import { completeFromValues, inspectFromValues, type RunningNames } from "./names-in-values.js";
import { ReplEvaluator } from "./repl-evaluator.js";
import { resultBundles } from "./result-bundles.js";
import { addScript } from "./stack-frames.js";
import type { Completion, Inspection, TypeCheck, TypeService } from "./type-service.js";

/** Runs TypeScript cells one after the other in this process, over the same variables. */
export interface Engine {
  /** Runs a cell. It never rejects for what the code does. */
  execute(cell: CellRequest): Promise<CellEnd>;
  /** The value of an expression, in several mime types. */
  evaluate(code: string): Promise<CellEnd>;
  /**
   * Ends what the running cell waits for; a loop has to be terminated from another thread. False when none is running.
   */
  interrupt(): boolean;
  isComplete(code: string): "complete" | "incomplete" | "invalid";
  /** What may be written at an offset of a cell. */
  complete(code: string, offset: number): Promise<Completion>;
  /** What is known of the name at an offset of a cell. */
  inspect(code: string, offset: number): Promise<Inspection | undefined>;
}

/** A cell to run. */
export interface CellRequest {
  readonly code: string;
  readonly count: number;
  readonly publish: CellContext["publish"];
  readonly readInput: CellContext["readInput"];
}

/** How a cell ended; its value is not published. */
export type CellEnd =
  | {
      readonly kind: "ok";
      readonly result: readonly MimeBundle[];
      /** Whether types were to be checked and could not be. */
      readonly isUnchecked?: boolean | undefined;
    }
  | { readonly kind: "error"; readonly errors: readonly ThrownDescription[]; readonly interrupted: boolean };

/** How an engine works. */
export interface EngineOptions {
  /** The folder that cells import from. */
  readonly folder: string;
  /** Type errors of cells, by a compiler. Default: types are not checked. */
  readonly types?: TypeService | undefined;
}

/** Time for a cell to end by itself after an interrupt. */
const interruptGraceMs = 50;

/** The engine of this process; there can be only one. */
export class CellEngine implements Engine {
  readonly #output: CapturedOutput = captureOutput();
  readonly #evaluator: ReplEvaluator = new ReplEvaluator();
  readonly #globals: CellGlobals;
  readonly #imports: CellImports;
  readonly #names: CellNames;
  readonly #types: TypeService | undefined;
  #running: CellContext | undefined;
  #stop: (() => void) | undefined;

  constructor({ folder, types }: EngineOptions) {
    this.#names = new CellNames(Object.getOwnPropertyNames(globalThis));
    this.#globals = installCellGlobals({ folder, output: this.#output, evaluator: this.#evaluator });
    this.#imports = cellImports(this.#globals);
    this.#types = types;
  }

  async execute({ code, count, publish, readInput }: CellRequest): Promise<CellEnd> {
    const name = `In[${count}]`;
    const state = { thrown: [], waits: new Set<never>(), resources: undefined, isRunning: true, isInterrupted: false };
    const context: CellContext = { ...state, name, count, publish, readInput };
    return await runInCell(context, async () => {
      this.#running = context;
      const { value } = await this.#runOrFail(context, code);
      // One turn of the event loop, in which rejections that nobody awaits surface.
      await new Promise(nextTurn);
      const result = context.thrown.length === 0 ? await resultBundles(value) : [];
      this.#output.flush();
      this.#running = undefined;
      context.isRunning = false;
      if (context.thrown.length === 0) return { kind: "ok", result, isUnchecked: context.isUnchecked };
      const errors = context.thrown.map((thrown) => describeThrown(thrown, name));
      return { kind: "error", errors, interrupted: context.isInterrupted };
    });
  }

  async evaluate(code: string): Promise<CellEnd> {
    this.#globals.value = undefined;
    const evaluated = await this.#evaluator.run(`$cuaderno.begin(); $cuaderno.result((${code}\n))`);
    if (evaluated.kind === "ended") return { kind: "ok", result: await resultBundles(this.#globals.value) };
    return { kind: "error", errors: [describeThrown(evaluated.value, "expression")], interrupted: false };
  }

  interrupt(): boolean {
    if (this.#running === undefined) return false;
    this.#running.isInterrupted = true;
    for (const reject of this.#running.waits) reject(new Interrupted());
    this.#stop?.();
    return true;
  }

  isComplete(code: string): "complete" | "incomplete" | "invalid" {
    try {
      cellCode("cell", code);
      return "complete";
    } catch (failure) {
      return failure instanceof CellSyntaxError && failure.incomplete ? "incomplete" : "invalid";
    }
  }

  async complete(code: string, offset: number): Promise<Completion> {
    return await completeFromValues(code, offset, await this.#runningNames());
  }

  async inspect(code: string, offset: number): Promise<Inspection | undefined> {
    return await inspectFromValues(code, offset, await this.#runningNames());
  }

  async #runningNames(): Promise<RunningNames> {
    const lexical = await this.#evaluator.lexicalNames();
    const read = async (name: string): Promise<unknown> => {
      this.#globals.value = undefined;
      await this.#evaluator.run(`${kernelGlobal}.begin(); ${kernelGlobal}.value = ${name}; undefined`);
      return this.#globals.value;
    };
    return { lexical, read };
  }

  /** The value of the cell, in an object as it may be a promise; what it throws is recorded. */
  async #runOrFail(context: CellContext, source: string): Promise<{ readonly value: unknown }> {
    try {
      const code = cellCode(context.name, source, this.#names);
      const stopped = new Promise<never>((_resolve, reject) => {
        this.#stop = () => void startTimer(() => reject(new Interrupted()), interruptGraceMs);
      });
      stopped.catch(() => undefined);
      const warned = await Promise.race([this.#check(context, source, code), stopped]);
      this.#names.add(code.declared);
      this.#types?.ran(source);
      const run = this.#run(context, code).finally(() => warned());
      return await Promise.race([run, stopped]);
    } catch (thrown) {
      context.thrown.unshift(thrown);
      return { value: undefined };
    }
  }

  /**
   * Refuses a cell with type errors; packages that it imports are loaded meanwhile. Where errors only warn, the cell
   * runs at once, and the result prints them.
   */
  async #check(context: CellContext, source: string, code: CellCode): Promise<() => Promise<void>> {
    const types = this.#types;
    if (types === undefined || types.mode === "off" || isUnchecked(source)) return async () => undefined;
    const checking = types.check(source);
    if (types.mode === "warn") return async () => printFindings(context, await checking);
    this.#imports.preload(code);
    const { findings, problem } = await checking;
    if (problem !== undefined) {
      context.isUnchecked = true;
      printFindings(context, { findings, problem });
    }
    if (findings.length > 0) throw new CellTypeError(findings);
    return async () => undefined;
  }

  async #run(context: CellContext, code: CellCode): Promise<{ readonly value: unknown }> {
    const globals = this.#globals;
    globals.imported = await this.#imports.load(code);
    const { code: script, toSource } = code.toScript(Object.keys(globals.imported));
    addScript(context.name, toSource);
    globals.value = undefined;
    const evaluated = await this.#evaluator.run(script);
    const { value } = globals;
    const { resources } = context;
    if (resources !== undefined && evaluated.kind === "thrown") resources.e = evaluated.value;
    await resources?.d();
    if (evaluated.kind === "thrown") throw evaluated.value;
    return { value };
  }
}

/** Whether a cell begins with TypeScript's comment that its types are not checked. */
function isUnchecked(source: string): boolean {
  return /^\s*\/\/\s*@ts-nocheck\b/.test(source);
}

function printFindings({ name, publish }: CellContext, { findings, problem }: TypeCheck): void {
  const lines = findings.map(
    ({ message, position: { line, column } }) => `warning: ${name}:${line + 1}:${column + 1} - ${message}`,
  );
  if (problem !== undefined) lines.push(`warning: types are not checked: ${problem}`);
  if (lines.length > 0) publish("stream", { name: "stderr", text: `${lines.join("\n")}\n` });
}
