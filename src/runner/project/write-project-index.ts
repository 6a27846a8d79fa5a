import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import type { PageSection } from "../../report/page/page.js";
import { renderPage } from "../../report/page/render-page.js";
import type { Table } from "../../report/tables/table.js";
import type { DataOrigin } from "../../sources/pull/read-data-origin.js";
import type { Project, ProjectResults } from "./project.js";

/**
 * What the index knows of a project: kept beside its pages, so that one project's run leaves the others' entries
 * standing.
 */
interface IndexEntry {
  readonly name: string;
  readonly title: string;
  readonly label: string;
  readonly data: "real" | "sample";
  readonly table: Table;
  readonly remarks: readonly string[];
  readonly pages: readonly { readonly file: string; readonly title: string }[];
}

/** Writes the project's entry and the page that lists all projects with their results; gives the page's path. */
export async function writeProjectIndex(
  reportsFolder: string,
  project: Project,
  found: {
    readonly origin: DataOrigin;
    readonly results: ProjectResults;
    readonly pages: readonly { readonly file: string; readonly title: string }[];
  },
): Promise<string> {
  const { origin, results, pages } = found;
  const entry: IndexEntry = {
    name: project.name,
    title: project.title,
    label: origin.label,
    data: origin.data,
    table: results.table,
    remarks: results.remarks,
    pages,
  };
  await mkdir(join(reportsFolder, project.name), { recursive: true });
  await writeFileAtomically(join(reportsFolder, project.name, "summary.json"), `${JSON.stringify(entry, null, 2)}\n`, {
    caller: "runProject",
  });
  const index = join(reportsFolder, "index.html");
  await writeFileAtomically(index, indexPage(await entries(reportsFolder)), { caller: "runProject" });
  return index;
}

async function entries(reportsFolder: string): Promise<readonly IndexEntry[]> {
  const found: IndexEntry[] = [];
  for (const folder of await readdir(reportsFolder, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const text = await readFile(join(reportsFolder, folder.name, "summary.json"), "utf8").catch(() => undefined);
    if (text !== undefined) found.push(JSON.parse(text) as IndexEntry);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function indexPage(projects: readonly IndexEntry[]): string {
  return renderPage({
    title: "Reports",
    subtitle: "What the projects found, and the pages that show how.",
    sections: projects.map(
      ({ name, title, label, data, table, remarks, pages }): PageSection => ({
        heading: title,
        body: [
          ...(data === "sample"
            ? [
                {
                  kind: "callout",
                  tone: "warning",
                  title: "Made-up data",
                  markdown: "These numbers come from the **sample**, not from measurements.",
                } as const,
              ]
            : [{ kind: "text", text: `Data: ${label}.` } as const]),
          { kind: "table", table },
          { kind: "markdown", markdown: remarks.map((remark) => `- ${remark}`).join("\n") },
          { kind: "markdown", markdown: pages.map((page) => `- [${page.title}](${name}/${page.file})`).join("\n") },
        ],
      }),
    ),
    footer: "Made by Cuaderno. Every page opens without a network.",
  });
}
