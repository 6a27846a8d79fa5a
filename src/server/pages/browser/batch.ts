/** Predicts the rows of a file that is chosen or dropped, and offers the predictions as a CSV. */
export function startBatch(): void {
  const section = document.querySelector<HTMLElement>("#batch");
  const input = document.querySelector<HTMLInputElement>("#batch-file");
  const result = document.querySelector<HTMLElement>("#batch-result");
  if (section === null || input === null || result === null) return;
  section.hidden = false;
  const start = (file: File | undefined): void => {
    if (file !== undefined) void predictFile(section, result, file);
  };
  input.addEventListener("change", () => start(input.files?.[0]));
  section.addEventListener("dragover", (event) => {
    event.preventDefault();
    section.classList.add("dropping");
  });
  section.addEventListener("dragleave", () => section.classList.remove("dropping"));
  section.addEventListener("drop", (event) => {
    event.preventDefault();
    section.classList.remove("dropping");
    start(event.dataTransfer?.files[0]);
  });
}

async function predictFile(section: HTMLElement, result: HTMLElement, file: File): Promise<void> {
  result.textContent = `predicting ${file.name} ...`;
  const type = /\.json$/i.test(file.name)
    ? "application/json"
    : /\.(jsonl|ndjson)$/i.test(file.name)
      ? "application/x-ndjson"
      : "text/csv";
  try {
    const response = await fetch(section.dataset.predict ?? "", {
      method: "POST",
      headers: { "content-type": type, accept: "text/csv" },
      body: await file.arrayBuffer(),
    });
    if (!response.ok) {
      const { detail } = (await response.json()) as { readonly detail: string };
      return showLine(result, `${file.name}: ${detail}`, "error");
    }
    showPredictions(result, file.name, await response.text());
  } catch {
    showLine(result, "the server cannot be reached; try again", "error");
  }
}

const shownRows = 10;

function showPredictions(result: HTMLElement, name: string, csv: string): void {
  const [header = "", ...lines] = csv.trimEnd().split("\n");
  const valid = header.split(",").indexOf("valid");
  const refused = lines.filter((line) => line.split(",")[valid] === "false").length;
  showLine(result, `${lines.length} rows of ${name}, ${refused} of them not valid`, "summary");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  link.download = `predictions-${name.replace(/\.[^.]+$/, "")}.csv`;
  link.textContent = "Save the predictions as CSV";
  const table = document.createElement("table");
  table.createCaption().textContent = `The first ${Math.min(shownRows, lines.length)} rows`;
  const head = table.createTHead().insertRow();
  for (const cell of header.split(",")) {
    const column = document.createElement("th");
    column.scope = "col";
    column.textContent = cell;
    head.append(column);
  }
  const body = table.createTBody();
  for (const line of lines.slice(0, shownRows)) {
    const row = body.insertRow();
    for (const cell of line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.slice(0, header.split(",").length) ?? []) {
      row.insertCell().textContent = cell.replace(/,$/, "").replace(/^"|"$/g, "").replaceAll('""', '"');
    }
  }
  const area = document.createElement("div");
  area.className = "scroll";
  area.tabIndex = 0;
  area.setAttribute("role", "region");
  area.setAttribute("aria-label", "Predictions");
  area.append(table);
  result.append(link, area);
}

function showLine(result: HTMLElement, text: string, kind: string): void {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  result.replaceChildren(line);
}
