/** The button that unfolds and folds the code of all cells; shown on pages with folded code. */
export function startAllCode(): void {
  const button = document.querySelector<HTMLButtonElement>("button.all-code");
  const folds = [...document.querySelectorAll<HTMLDetailsElement>("details.code")];
  if (button === null || folds.length === 0) return;
  button.hidden = false;
  const show = (): void => {
    const isOpen = folds.every((fold) => fold.open);
    button.textContent = isOpen ? "Hide all code" : "Show all code";
    button.setAttribute("aria-pressed", String(isOpen));
  };
  button.addEventListener("click", () => {
    const open = !folds.every((fold) => fold.open);
    for (const fold of folds) fold.open = open;
    show();
  });
  for (const fold of folds) fold.addEventListener("toggle", show);
  show();
}
