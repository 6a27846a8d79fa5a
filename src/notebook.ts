// cuaderno/notebook: notebooks

export type { CellChoice } from "./notebook/cells/choose-cells.js";
export { type CheckRule, checkRules, type Finding } from "./notebook/check/check-finding.js";
export { type CheckNotebookOptions, checkNotebook } from "./notebook/check/check-notebook.js";
export { type CompareOutputsOptions, compareOutputs } from "./notebook/diff/compare-outputs.js";
export type { LineChange } from "./notebook/diff/line-changes.js";
export { type CellDiff, diffNotebooks, type NotebookDiff } from "./notebook/diff/diff-notebooks.js";
export type { OutputChange } from "./notebook/diff/compare-outputs.js";
export { diffMarkdown, diffText, type DiffTextOptions } from "./notebook/diff/diff-text.js";
export { type FormatNotebookOptions, formatNotebook } from "./notebook/format/format-notebook.js";
export {
  type Cell,
  type CodeCell,
  type DisplayOutput,
  type ErrorOutput,
  type MimeBundle,
  type Notebook,
  type Output,
  parseNotebook,
  type StreamOutput,
  type MarkdownCell,
  type RawCell,
} from "./notebook/format/notebook.js";
export { serializeNotebook } from "./notebook/format/serialize-notebook.js";
export { type ExportHtmlOptions, exportHtml } from "./notebook/html/export-html.js";
export { parameterSchema } from "./notebook/parameters/inspect-schema.js";
export { notebookParameters } from "./notebook/parameters/notebook-parameters.js";
export type { NotebookParameter, ParameterType } from "./notebook/parameters/notebook-parameter.js";
export type { CellEvent } from "./notebook/run/execute-run.js";
export type { RunStep } from "./notebook/run/plan-run.js";
export type { RunData } from "./notebook/run/run-data.js";
export type { CellResult, RunError, RunResult } from "./notebook/run/run-result.js";
export { stop } from "./notebook/run/stop.js";
export { type CheckNotebooksOptions, checkNotebooks, type NotebookChecks } from "./runner/check/check-notebooks.js";
export { exportFolder, type ExportedFolder, type ExportFolderOptions } from "./runner/export/export-folder.js";
export { type ExportedNotebook, type ExportNotebookOptions, exportNotebook } from "./runner/export/export-notebook.js";
export { printPage, type PrintPageOptions } from "./runner/export/print-page.js";
export {
  loadProjectTables,
  openProjectTable,
  type ProjectTableLoad,
  type ProjectTableState,
  type ProjectTablesOptions,
  projectTablesStatus,
} from "./io/datasets/source-tables.js";
export { notebookValues, type NotebookValuesOptions } from "./runner/run/notebook-values.js";
export { readNotebook } from "./runner/run/read-notebook.js";
export { type ReportVerification, verifyReport, type VerifyReportOptions } from "./runner/verify/verify-report.js";
export { runNotebook } from "./runner/run/run-notebook.js";
export type { RunNotebookOptions } from "./runner/run/run-notebook-options.js";
export type { TrackNotebookOptions } from "./runner/run/track-notebook.js";
export {
  type TestedNotebook,
  type TestNotebooksOptions,
  type TestOutcome,
  testNotebooks,
} from "./runner/test/test-notebooks.js";
export { explainFlow } from "./runner/flow/explain-flow.js";
export type { FlowEvent, FlowStepRun, RunFlowOptions } from "./runner/flow/flow-execution.js";
export { type FlowRun, runFlow } from "./runner/flow/run-flow.js";
