import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { findLanguageServer } from "../../host/find-language-server.js";
import { importedFiles } from "../../host/local-imports.js";
import { type ProjectSettings, projectSettings } from "../../host/project-settings.js";
import { positionAt } from "../code/source-position.js";
import type { Completion, Inspection, TypeCheck, TypeFinding } from "../engine/type-service.js";
import {
  type CellModule,
  cellModule,
  type DeclaredName,
  moduleText,
  reachableModules,
  type VisibleNames,
  visibleAfter,
} from "./cell-modules.js";
import { declaredInCode, mayDeclareTypes } from "./declared-in-code.js";
import { type DocumentSymbol, declaredNames, withoutSpecifiers } from "./declared-symbols.js";
import { LatePackages } from "./late-packages.js";
import { LocalFileChanges } from "./local-file-changes.js";
import { ServerProject } from "./server-project.js";
import { toCompletion } from "./to-completion.js";
import { type DiagnosticReport, toFileFindings, toFindings } from "./to-findings.js";
import { describeCode } from "./to-inspection.js";

/** Modules that are always there: the cell that is being written, and the cell to run whose names are read. */
const [editName, namesName] = ["cuaderno-edit", "cuaderno-names"] as const;

type ScratchName = typeof editName | typeof namesName;

/** Time for a reply about a cell: the first one loads the types of all packages. */
const checkMs = 15_000;
const editMs = 5_000;
const maxRemembered = 1_000;

/** Types of the cells in a folder, by TypeScript's language server. */
export class TypeServer {
  readonly #folder: string;
  readonly #project: ServerProject;
  readonly #settings: ProjectSettings;
  readonly #files: LocalFileChanges;
  readonly #declared = new Map<string, Promise<readonly DeclaredName[] | undefined>>();
  readonly #reports = new Map<string, Promise<DiagnosticReport | undefined>>();
  readonly #packages: LatePackages;
  #visible: VisibleNames = new Map();
  #modules: ReadonlyMap<string, CellModule> = new Map();
  #expected: readonly CellModule[] = [];
  /** What is no longer expected; it may be expected again at once. */
  #dropped: readonly CellModule[] = [];
  #expectation = 0;
  #scratch: { readonly [name in ScratchName]: string } = { [editName]: "", [namesName]: "" };
  #work: Promise<unknown> = Promise.resolve();
  #edits: Promise<unknown> = Promise.resolve();

  /** `find` is how the program of the server is found. */
  constructor(folder: string, find: typeof findLanguageServer = findLanguageServer) {
    this.#folder = folder;
    this.#settings = projectSettings(folder);
    this.#files = new LocalFileChanges(this.#settings);
    this.#packages = new LatePackages(folder);
    this.#project = new ServerProject(folder, [editName, namesName], find);
  }

  /** Starts the server before it is needed. */
  start(): void {
    this.#project.start();
  }

  /** Checks cells that will probably run next, in this order, before `check` is called for them. */
  expect(codes: readonly string[], { replace = true }: { readonly replace?: boolean | undefined } = {}): void {
    const expectation = this.#expectation + (replace ? 1 : 0);
    this.#expectation = expectation;
    if (replace) this.#drop();
    const [first, ...rest] = codes;
    if (first === undefined) return;
    // Before packages are read, for adding modules takes much longer then.
    this.#project.reserve(codes.length + 3);
    const work = async (): Promise<void> => {
      // The first cell runs next; the server reads the files of all others at once.
      for (const some of [[first], rest]) {
        const modules = await this.#exclusive(() => this.#addExpected(some));
        // One after the other: requests at the same time would each load the types of packages.
        for (const module of modules) {
          if (this.#expectation !== expectation) return;
          await this.#diagnose(module);
          await this.#checkFiles(module.code);
        }
      }
    };
    void work();
  }

  /** The type errors of a cell that is about to run. */
  async check(code: string): Promise<TypeCheck> {
    const module = await this.#exclusive(async () => {
      const made = await this.#toModule(code, this.#visible);
      if (made === undefined) return undefined;
      // Another cell than expected: what was expected after it has other names before it.
      if (this.#expected[0]?.name !== made.name) {
        this.#expectation += 1;
        this.#drop();
      }
      await this.#prepare(made);
      return made;
    });
    if (module === undefined) return { findings: [], problem: this.#project.problem };
    let report = await this.#diagnose(module);
    if (report !== undefined && this.#packages.find(report)) {
      this.#reports.clear();
      await this.#project.restart();
      report = await this.#diagnose(module);
    }
    if (report !== undefined) {
      const findings = toFindings(report, code);
      return { findings: findings.length > 0 ? findings : await this.#checkFiles(code) };
    }
    this.#reports.delete(module.name);
    const problem =
      this.#project.problem ?? `the compiler did not reply within ${checkMs / 1_000} s; run the cell again`;
    return { findings: [], problem };
  }

  /** Records that a cell has run, so that later cells see its names. */
  ran(code: string): void {
    void this.#exclusive(async () => {
      const module = await this.#toModule(code, this.#visible);
      if (module === undefined) return;
      this.#visible = visibleAfter(this.#visible, module);
      const first = this.#expected.findIndex(({ name }) => name === module.name);
      this.#expected = first < 0 ? [] : this.#expected.slice(first + 1);
      this.#dropped = [];
      this.#modules = reachableModules(new Map([...this.#modules, [module.name, module]]), this.#visible);
      this.#update();
    });
  }

  /** What may be written at an offset; undefined when the compiler has no reply. */
  complete(code: string, offset: number): Promise<Completion | undefined> {
    return this.#edit(code, async (request) => toCompletion(await request("completion", offset), code, offset));
  }

  /** What is known of the code at an offset; undefined when that is nothing. */
  inspect(code: string, offset: number): Promise<Inspection | undefined> {
    return this.#edit(code, (request) => describeCode(code, offset, request));
  }

  /** Ends the server until it is needed. */
  async rest(): Promise<void> {
    this.#expectation += 1;
    this.#reports.clear();
    await this.#project.restart();
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    await this.#project.stop();
  }

  #drop(): void {
    this.#dropped = [...this.#dropped, ...this.#expected];
    this.#expected = [];
  }

  #exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** Work on the code that is being written; one at a time, for it has one document. */
  #edit<Result>(
    code: string,
    work: (request: (method: string, offset: number) => Promise<unknown>) => Promise<Result>,
  ): Promise<Result> {
    const request = (method: string, offset: number): Promise<unknown> => {
      const before = code.slice(0, offset).split("\n");
      const position = { line: before.length, character: before.at(-1)?.length ?? 0 };
      return this.#project.request(`textDocument/${method}`, editName, editMs, position);
    };
    const done = this.#edits.then(async () => {
      // What has run is visible from here.
      await this.#work;
      const declared = (await this.#readNames(code, editName)) ?? [];
      this.#setScratch(editName, moduleText(code, declared, this.#visible).text);
      return await work(request);
    });
    this.#edits = done.catch(() => undefined);
    return done;
  }

  async #addExpected(codes: readonly string[]): Promise<readonly CellModule[]> {
    let visible = this.#expected.reduce(visibleAfter, this.#visible);
    const added: CellModule[] = [];
    for (const code of codes) {
      const module = await this.#toModule(code, visible);
      if (module === undefined) break;
      added.push(module);
      this.#expected = [...this.#expected, module];
      visible = visibleAfter(visible, module);
    }
    this.#update();
    this.#files.find(codes, this.#folder);
    return added;
  }

  /** Makes the module and what changed on disk known to the server. */
  async #prepare(module: CellModule): Promise<void> {
    this.#modules = new Map([...this.#modules, [module.name, module]]);
    this.#update();
    const codes = [...this.#modules.values()].map(({ code }) => code);
    const changes = this.#files.find(codes, this.#folder);
    if (changes.length === 0) return;
    this.#reports.clear();
    await this.#project.reportFiles(changes);
  }

  #setScratch(name: ScratchName, text: string): void {
    this.#scratch = { ...this.#scratch, [name]: text };
    this.#update();
  }

  /** Makes the modules known that exist now. */
  #update(): void {
    const modules = [...this.#modules.values(), ...this.#expected, ...this.#dropped];
    const sources = modules.map(({ name, text }) => [name, text] as const);
    this.#project.setModules(new Map([...Object.entries(this.#scratch), ...sources]));
  }

  /** The errors in the files that a cell imports. One that belongs to a project is checked by the settings of that. */
  async #checkFiles(code: string): Promise<readonly TypeFinding[]> {
    const findings: TypeFinding[] = [];
    for (const { path, offset } of importedFiles(code, this.#folder, this.#settings)) {
      const { options } = projectSettings(dirname(path));
      const isOther = Object.keys(options).length > 0 && !isDeepStrictEqual(options, this.#settings.options);
      if (isOther) this.#project.open(path, readFileSync(path, "utf8"));
      const report = await this.#diagnose({ name: path });
      const name = relative(this.#folder, path);
      if (report !== undefined) findings.push(...toFileFindings(report, name, positionAt(code, offset)));
    }
    return findings;
  }

  #diagnose({ name }: Pick<CellModule, "name">): Promise<DiagnosticReport | undefined> {
    const known = this.#reports.get(name);
    if (known !== undefined) return known;
    const report = this.#project.request("textDocument/diagnostic", name, checkMs);
    this.#reports.set(name, report as Promise<DiagnosticReport | undefined>);
    return report as Promise<DiagnosticReport | undefined>;
  }

  /** The module of a cell; undefined for code that cannot be read. */
  async #toModule(code: string, visible: VisibleNames): Promise<CellModule | undefined> {
    let declared = this.#declared.get(code);
    if (declared === undefined) {
      if (this.#declared.size >= maxRemembered) this.#declared.clear();
      declared = this.#readNames(code, namesName);
      this.#declared.set(code, declared);
    }
    const names = await declared;
    return names && this.#named(cellModule(code, names, visible));
  }

  /** The module with a name: that of an equal one, else of one that is not in use. */
  #named(module: Omit<CellModule, "name">): CellModule {
    const used = new Set<string>([editName, namesName]);
    for (const known of [...this.#modules.values(), ...this.#expected, ...this.#dropped]) {
      if (known.text === module.text) return known;
      used.add(known.name);
    }
    const names = this.#project.reserve(used.size + 1);
    const name = names.find((free) => !used.has(free)) as string;
    this.#reports.delete(name);
    return { ...module, name };
  }

  /**
   * The names that code declares; undefined when that is not known. Code that cannot be parsed has them only while it
   * is being written.
   */
  async #readNames(code: string, scratch: ScratchName): Promise<readonly DeclaredName[] | undefined> {
    let values: readonly DeclaredName[] | undefined;
    try {
      values = declaredInCode(code);
    } catch {
      if (scratch !== editName) return undefined;
    }
    if (values !== undefined && !mayDeclareTypes(code)) return values;
    this.#setScratch(scratch, withoutSpecifiers(code));
    const symbols = await this.#project.request("textDocument/documentSymbol", scratch, editMs);
    return symbols === undefined ? undefined : declaredNames(code, symbols as DocumentSymbol[], values);
  }
}
