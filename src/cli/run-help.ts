import { examples } from "./command.js";

/** The text below the options of `cuaderno run --help`. */
export const runHelp: string = `
Folders: a folder runs as a flow: its notebooks in the order of flow.yaml, else by name, and again only if code, parameters or inputs changed. --plan shows what would run.
Parameters: -p overrides -f, -f overrides CUADERNO_PARAM_<NAME> of the environment, that overrides the notebook. --matrix and -p exclude each other per name. Of several notebooks each gets the values that it declares.
Secrets: parameters marked @secret and variables such as API_KEY or DB_PASSWORD are shown as *** in everything that a run writes, also in a tracker that a cell opens with openTracker (parameters: with the shim or the kernel cuaderno only). So are such variables of a .env file that a cell loads. Files that a cell writes are not masked.
Cells: tags skip, skip-headless, only-headless, raises-exception; metadata cuaderno.timeout (seconds), cuaderno.retries, cuaderno.restorable. JupyterLab ignores these tags; process.env.CUADERNO_NOTEBOOK is set only in headless runs. stop("reason") in a cell ends the run as stopped, which is a success.
Inputs: a comment "// @input data/{year}.csv", or metadata cuaderno.inputs; their versions are recorded with the run.
Cache: in .cuaderno/cache next to package.json (or CUADERNO_CACHE). Other effects of a notebook, such as written files, are not repeated. The built files of linked packages are part of the key.
Resume: a cell is restored if code, parameters and inputs up to it are unchanged and it only sets plain JSON values (2 MB in all) and shows outputs. All other cells run; --explain shows why. Only in tslab: the kernel cuaderno has --watch, which does not run unchanged cells again, and --cache. cuaderno.restorable in the metadata of a cell overrides the check of functions.
Kernels: cuaderno runs notebooks of tslab in a process that starts several times faster. It checks types with the TypeScript 7 of the project (--typecheck, metadata cuaderno.typecheck of a notebook, or CUADERNO_TYPECHECK: error, warn, off); what agreed and is unchanged is not checked again (node_modules/.cache/cuaderno). process.exit(1) in a cell is an error there, and --memory limits it. Several notebooks start their kernels ahead, each in a process of its own.
Watch: after each save the cells before the first changed one are not run again; their variables and outputs stay. A changed local module counts as a change of the cells that import it.
Output: an output is written by one run at a time; a second run into it is refused. Executed copies (*.executed.ipynb) are not run again.
Exit codes: 0 ok or stopped, 1 a cell failed, 2 usage, 3 invalid notebook, 4 environment, 5 time-out, 130 interrupted; of several notebooks the first of 130, 1, 4, 3, 2, 5 that occurs.
${examples(
  "cuaderno run notebooks/traffic",
  "cuaderno run notebooks/traffic/01-explore.ipynb",
  "cuaderno run report.ipynb -p year=2018 -p city=Lima -o reports/{name}-{year}.ipynb",
  "cuaderno run report.ipynb --matrix year=2018,2019,2020 -j 2",
  "cuaderno run 'notebooks/**/*.ipynb' -j 4 --junit runs.xml",
  "cuaderno run report.ipynb --track monthly --json",
  "cuaderno run report.ipynb --kernel cuaderno --watch",
)}`;
