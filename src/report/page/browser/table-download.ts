import { toCsv } from "./to-csv.js";

/** Adds a button to every table that saves it as CSV, with numbers as they are and not as they are shown. */
export function startTableDownload(): void {
  for (const [index, table] of document.querySelectorAll<HTMLTableElement>("main table.cuaderno-table").entries()) {
    if (table.tBodies[0]?.rows.length === 0 || table.closest("noscript") !== null) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv";
    button.textContent = "CSV";
    button.setAttribute("aria-label", `Save the table ${table.caption?.textContent ?? index + 1} as CSV`);
    button.addEventListener("click", () => save(`table-${index + 1}.csv`, toCsv(tableCells(table))));
    const box = table.closest(".scroll") ?? table;
    box.after(button);
  }
}

function tableCells(table: HTMLTableElement): string[][] {
  return [...table.rows].map((row) =>
    [...row.cells].map((cell) => cell.dataset.value ?? cell.textContent?.trim() ?? ""),
  );
}

function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
