/** Folds the table of contents on narrow screens. */
export function startContents(): void {
  const wide = matchMedia("(min-width:68rem)");
  const contents = document.querySelector<HTMLDetailsElement>(".contents details");
  const fold = (): void => {
    if (contents !== null) contents.open = wide.matches;
  };
  wide.addEventListener("change", fold);
  fold();
}
