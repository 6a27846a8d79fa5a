import { type ComponentChild, h } from "preact";
import { useState } from "preact/hooks";

/** A button that copies a string. */
export function CopyButton({ text }: { readonly text: string }): ComponentChild {
  const [label, setLabel] = useState("Copy");
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text).then(
      () => setLabel("Copied"),
      () => setLabel("Select and copy by hand"),
    );
    setTimeout(() => setLabel("Copy"), 2_000);
  };
  return h("button", { type: "button", onClick: () => void copy(), "aria-live": "polite" }, label);
}
