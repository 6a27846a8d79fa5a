import type { CommandModule } from "./command.js";

/** Every command: its name, one line about it, and where it is loaded from when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "make a project with notebooks for a table",
    load: () => import("./init.js"),
  },
  {
    name: "data",
    summary: "get the tables of a project, append to datasets",
    load: () => import("./data.js"),
  },
  {
    name: "run",
    summary: "execute a notebook without Jupyter",
    load: () => import("./run.js"),
  },
  {
    name: "worker",
    summary: "run jobs of a queue on this machine",
    load: () => import("./worker-command.js"),
  },
  {
    name: "jobs",
    summary: "list, show, cancel and retry jobs of a queue",
    load: () => import("./jobs-command.js"),
  },
  {
    name: "schedule",
    summary: "run notebooks at times, on a queue or by a scheduler of the system",
    load: () => import("./schedule-command.js"),
  },
  {
    name: "inspect",
    summary: "show the parameters of a notebook",
    load: () => import("./inspect.js"),
  },
  {
    name: "check",
    summary: "find problems of notebooks without running them",
    load: () => import("./check.js"),
  },
  {
    name: "test",
    summary: "run notebooks with their test cells",
    load: () => import("./test.js"),
  },
  {
    name: "fmt",
    summary: "clear outputs of notebooks and format them",
    load: () => import("./fmt.js"),
  },
  {
    name: "diff",
    summary: "show the differences between two notebooks",
    load: () => import("./diff.js"),
  },
  {
    name: "export",
    summary: "write a notebook as one HTML file",
    load: () => import("./export.js"),
  },
  {
    name: "verify",
    summary: "compare the numbers of a page with a new run",
    load: () => import("./verify.js"),
  },
  {
    name: "kernel",
    summary: "install the TypeScript kernels and their figures for Jupyter",
    load: () => import("./kernel-command.js"),
  },
  {
    name: "lab",
    summary: "open notebooks in JupyterLab",
    load: () => import("./lab.js"),
  },
  {
    name: "runs",
    summary: "list, show and compare tracked runs",
    load: () => import("./runs.js"),
  },
  {
    name: "ui",
    summary: "show tracked runs in a browser, and serve them to MLflow's clients",
    load: () => import("./ui.js"),
  },
  {
    name: "models",
    summary: "list, promote and roll back registered models",
    load: () => import("./models.js"),
  },
  {
    name: "predict",
    summary: "predict the rows of files with a model",
    load: () => import("./predict.js"),
  },
  {
    name: "serve",
    summary: "serve models over HTTP, with a form and an API",
    load: () => import("./serve.js"),
  },
  {
    name: "export-service",
    summary: "write a model as an image, behind nginx, or as a Lambda function",
    load: () => import("./export-service.js"),
  },
  {
    name: "search",
    summary: "run trials of a search that several machines share, and show it",
    load: () => import("./search.js"),
  },
  {
    name: "infra",
    summary: "write bucket, policies, service and schedule for Terraform or CloudFormation",
    load: () => import("./infra.js"),
  },
  {
    name: "drift",
    summary: "compare a table with a reference, as a report or a gate",
    load: () => import("./drift.js"),
  },
  {
    name: "s3",
    summary: "make buckets of an S3 service, copy and list objects, make links",
    load: () => import("./s3.js"),
  },
  {
    name: "doctor",
    summary: "check this machine and the storage of a write",
    load: () => import("./doctor.js"),
  },
  {
    name: "schema",
    summary: "write the schema of a file",
    load: () => import("./schema-command.js"),
  },
];
