import { type Command, Help, type Option } from "commander";
import { formatHelp } from "./format-help.js";

const columns = 100;

/** Makes the help of a command fit 100 columns, whatever the terminal, and makes a usage error an exception. */
export function setUpHelp(command: Command): Command {
  return command
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      writeOut: (text) => void process.stdout.write(formatHelp(text, columns)),
    });
}

/** Without "(default: [])" for an option that may be repeated. */
function optionDescription(option: Option): string {
  return Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);
}
