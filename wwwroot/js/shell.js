// The little script that every page shares: theme, navigation drawer, search shortcut, copying, the browser's time zone. No state beyond the DOM and one cookie.
const root = document.documentElement;

function nextTheme() {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? "light" : "dark";
}

function drawer(open) {
  const nav = document.getElementById("nav");
  nav?.toggleAttribute("data-open", open);
  if (open) nav?.querySelector("a, button, input")?.focus();
}

// A time zone that nobody has chosen yet is the browser's. Some know it by an older name than the list.
for (const choice of document.querySelectorAll("select[data-shell=zone]")) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone) continue;
  if (![...choice.options].some(option => option.value === timeZone)) choice.add(new Option(timeZone));
  choice.value = timeZone;
}

document.addEventListener("click", event => {
  const target = event.target.closest("[data-shell]");
  switch (target?.dataset.shell) {
    case "theme": {
      root.dataset.theme = nextTheme();
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
      break;
    }
    case "copy": {
      const label = target.innerHTML;
      if (label === "Copied") break;
      navigator.clipboard.writeText(document.getElementById(target.dataset.from).textContent);
      target.textContent = "Copied";
      setTimeout(() => target.innerHTML = label, 2000);
      break;
    }
    case "open-drawer": drawer(true); break;
    case "close-drawer": drawer(false); break;
    default: if (event.target.closest("#nav a")) drawer(false);
  }
});

document.addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") drawer(false);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector(".side input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
});
