import { resultHtml, type ShownPrediction } from "../../../live/what-if/result-html.js";
import { startBatch } from "./batch.js";
import { startUploads } from "./uploads.js";

/**
 * Predicts without loading the page again; without this script the form loads the page with the inputs in its address.
 */
function startForm(form: HTMLFormElement, result: HTMLElement): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void predict(form, result);
  });
}

async function predict(form: HTMLFormElement, result: HTMLElement): Promise<void> {
  const values = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
  const row = Object.fromEntries(values.filter(([, value]) => value !== ""));
  history.replaceState(null, "", `${form.action}?${new URLSearchParams(values.map(([name, value]) => [name, value]))}`);
  clearErrors(form);
  result.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.dataset.predict ?? "", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(row),
    });
    const body: unknown = await response.json();
    if (response.ok) {
      const { target = "", unit = "" } = form.dataset;
      result.innerHTML = resultHtml(body as ShownPrediction, { target, unit });
    } else showErrors(form, result, body as Problem);
  } catch {
    showMessage(result, "the server cannot be reached; try again");
  }
  result.removeAttribute("aria-busy");
}

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[] | undefined;
}

function showErrors(form: HTMLFormElement, result: HTMLElement, { detail, errors = [] }: Problem): void {
  showMessage(result, errors.length > 1 ? `${errors.length} values are not valid` : detail);
  for (const error of errors) {
    const control = form.elements.namedItem(error.field);
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) continue;
    const id = `${control.id}-error`;
    const message = document.createElement("p");
    message.className = "error";
    message.id = id;
    message.textContent = error.detail;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
    control.closest(".field")?.append(message);
  }
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

function showMessage(result: HTMLElement, text: string): void {
  const message = document.createElement("p");
  message.className = "error";
  message.setAttribute("role", "alert");
  message.textContent = text;
  result.replaceChildren(message);
}

function clearErrors(form: HTMLFormElement): void {
  for (const message of form.querySelectorAll("p.error")) message.remove();
  for (const control of form.querySelectorAll('[aria-invalid="true"]')) {
    control.removeAttribute("aria-invalid");
    const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
    if (others.length > 0) control.setAttribute("aria-describedby", others.join(" "));
    else control.removeAttribute("aria-describedby");
  }
}

const form = document.querySelector<HTMLFormElement>("form[data-predict]");
const result = document.querySelector<HTMLElement>("#result");
if (form !== null && result !== null) startForm(form, result);
startBatch();
startUploads();
