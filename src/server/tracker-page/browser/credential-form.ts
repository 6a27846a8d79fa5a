import { type ComponentChild, h } from "preact";
import { useState } from "preact/hooks";
import { fetchWithCredential, setCredential } from "./credential.js";

/** Form for the token, or the user and password, that the server needs; stored until the tab is closed. */
export function CredentialForm({ onDone }: { onDone(): void }): ComponentChild {
  const [error, setError] = useState("");
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    setCredential(String(form.get("user") ?? "").trim(), String(form.get("secret") ?? "").trim());
    try {
      const response = await fetchWithCredential("api/cuaderno/models");
      if (response.ok) onDone();
      else setError("Not accepted.");
    } catch (thrown) {
      setError((thrown as Error).message);
    }
  };
  return h(
    "form",
    { class: "credential", onSubmit: (event: SubmitEvent) => void submit(event) },
    h("h1", null, "Sign in"),
    h("p", null, "Stored in this tab until it is closed."),
    h("label", null, "User (empty for a token) ", h("input", { name: "user", autocomplete: "username" })),
    h(
      "label",
      null,
      "Token or password ",
      h("input", { name: "secret", type: "password", required: true, autocomplete: "current-password" }),
    ),
    error === "" ? null : h("p", { class: "error", role: "alert" }, error),
    h("button", { type: "submit" }, "Sign in"),
  );
}
