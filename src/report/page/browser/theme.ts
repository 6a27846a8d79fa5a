const key = "cuaderno-theme";

/** The switch between the light and the dark theme. */
export interface ThemeSwitch {
  /** Sets a theme for a while, such as that of paper; undefined follows the system. Returns what was set before. */
  set(theme: string | undefined): string | undefined;
}

/** Starts the theme button; `onChange` is called after every change, of the system too. */
export function startTheme(onChange: () => void): ThemeSwitch {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = document.querySelector<HTMLButtonElement>("button.theme");
  const isDark = (): boolean => (root.dataset.theme === undefined ? system.matches : root.dataset.theme === "dark");
  const show = (): void => {
    button?.setAttribute("aria-pressed", String(isDark()));
    onChange();
  };
  const stored = readStored();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;
  button?.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    store(root.dataset.theme);
    show();
  });
  if (button !== null) button.hidden = false;
  system.addEventListener("change", show);
  show();
  return {
    set(theme) {
      const before = root.dataset.theme;
      if (theme === undefined) delete root.dataset.theme;
      else root.dataset.theme = theme;
      show();
      return before;
    },
  };
}

/** Storage may be refused, as in private windows; the theme is then that of the system. */
function readStored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Without storage the choice holds for this visit only.
  }
}
