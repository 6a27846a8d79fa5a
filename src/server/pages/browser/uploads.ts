/** Sends chosen files to the datasets of a site and shows what became of their rows. */
export function startUploads(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-upload]")) {
    const report = input.nextElementSibling as HTMLElement;
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file !== undefined) void upload(input, report, file, {});
    });
  }
  const button = document.querySelector<HTMLButtonElement>("button[data-reset]");
  if (button === null) return;
  button.disabled = false;
  button.addEventListener("click", () => void reset(button));
}

interface UploadReport {
  readonly inserted: number;
  readonly updated: number;
  readonly duplicates: number;
  readonly refusedCount: number;
  readonly unusualCount: number;
  readonly refused: readonly { readonly row: string; readonly reason: string }[];
  readonly unusual: readonly UnusualValue[];
}

interface UnusualValue {
  readonly row: string;
  readonly column: string;
  readonly value: string;
  readonly history: string;
}

type Rules = Readonly<Record<string, string>>;

const types: Readonly<Record<string, string>> = {
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
};

async function upload(input: HTMLInputElement, report: HTMLElement, file: File, rules: Rules): Promise<void> {
  report.textContent = `sending ${file.name} ...`;
  const query = new URLSearchParams({ file: file.name, ...rules });
  const type = types[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "text/csv";
  try {
    const response = await fetch(`${input.dataset.upload}?${query}`, {
      method: "POST",
      headers: { "content-type": type },
      body: file,
    });
    const body = (await response.json()) as UploadReport & { readonly detail: string };
    if (!response.ok) return show(report, [line(`${file.name}: ${body.detail}`, "error")]);
    show(
      report,
      reportLines(body, file, (more) => upload(input, report, file, { ...rules, ...more })),
    );
  } catch {
    show(report, [line("the server cannot be reached; try again", "error")]);
  }
  input.value = "";
}

function reportLines(report: UploadReport, file: File, again: (rules: Rules) => Promise<void>): readonly HTMLElement[] {
  const { inserted, updated, duplicates, refusedCount, unusualCount, refused, unusual } = report;
  const changed = updated > 0 ? `, ${updated} replaced` : "";
  const counts = `${inserted} rows inserted${changed}, ${duplicates} known already, ${refusedCount} refused, ${unusualCount} unusual values`;
  const existing = refused.some(({ reason }) => reason.includes("other values; pass update"));
  return [
    line(`${file.name}: ${counts}`, "summary"),
    ...refused
      .slice(0, 10)
      .map(({ row, reason }) => line(`refused: ${row}: ${reason.replace(/; pass update.*/, "")}`, "help")),
    ...unusual
      .slice(0, 10)
      .map(({ row, column, value, history }) =>
        line(`unusual: ${row}: ${column} ${value}; the history has ${history}`, "help"),
      ),
    ...(existing ? [action("Replace the rows that exist", () => again({ update: "1" }))] : []),
    ...(unusualCount > 0 ? [action("Insert the unusual rows, too", () => again({ accept: "1" }))] : []),
  ];
}

async function reset(button: HTMLButtonElement): Promise<void> {
  const report = button.parentElement?.nextElementSibling as HTMLElement;
  if (!confirm("Undo all uploads?")) return;
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(button.dataset.reset ?? "", { method: "POST", headers, body: "{}" });
    const body = (await response.json()) as { readonly detail: string; readonly datasets: readonly ResetReport[] };
    if (!response.ok) return show(report, [line(body.detail, "error")]);
    const lines = body.datasets.map(
      ({ name, removed = 0, problem }) => `${name}: ${problem ?? `${removed} rows removed`}`,
    );
    show(
      report,
      lines.map((text) => line(text, "summary")),
    );
  } catch {
    show(report, [line("the server cannot be reached; try again", "error")]);
  }
}

interface ResetReport {
  readonly name: string;
  readonly removed?: number;
  readonly problem?: string;
}

function line(text: string, kind: string): HTMLElement {
  const element = document.createElement("p");
  element.className = kind;
  element.textContent = text;
  return element;
}

function action(text: string, run: () => Promise<void>): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = text;
  button.addEventListener("click", () => void run());
  return button;
}

function show(report: HTMLElement, lines: readonly HTMLElement[]): void {
  report.replaceChildren(...lines);
}
