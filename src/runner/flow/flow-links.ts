import type { FlowStep } from "../../notebook/flow/flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { outline } from "../../notebook/html/html-outline.js";
import type { PageLink, PageLinks } from "../../report/page/page-links.js";
import { fileNames } from "./run-step.js";

/** The links of a step's page: the index of all flows, and the pages of the previous and the next notebook. */
export function flowLinks(
  steps: readonly FlowStep[],
  step: FlowStep,
  notebooks: ReadonlyMap<string, Notebook>,
): PageLinks {
  const position = steps.indexOf(step);
  const link = (other: FlowStep | undefined): PageLink | undefined => {
    if (other === undefined) return undefined;
    const notebook = notebooks.get(other.name);
    const title = notebook === undefined ? other.name : outline(notebook, { path: other.notebook }).title;
    return { title, href: encodeURIComponent(fileNames(other).page) };
  };
  return {
    index: { title: "Reports", href: "../index.html" },
    previous: link(steps[position - 1]),
    next: link(steps[position + 1]),
  };
}
