// Keys of the page. A control names its key in aria-keyshortcuts and its place in data-shortcut; a key presses it.
const typing = target => target.closest("input, textarea, select, [contenteditable]");
const press = (name) => {
  const control = document.querySelector(`[data-shortcut="${name}"]:not([disabled])`);
  control?.click();
  return control !== null;
};

function shortcut(event) {
  if (event.isComposing || event.target.closest("[role=menu], [role=listbox], .rename, .tags-open")) return false;
  if (event.key === "Escape") return press("stop") || (!document.querySelector(".nav[data-open]") && press("close-sources"));
  if (event.key.toLowerCase() === "o" && event.shiftKey && (event.ctrlKey || event.metaKey)) return press("new-chat");
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "[") return press("previous-source");
  if (event.key === "]") return press("next-source");
  return false;
}

export function attach() {
  const onKey = event => { if (shortcut(event)) event.preventDefault(); };
  const seen = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) entry.target.click();
  });
  // The list ends with a button that shows more: coming near presses it.
  let watched;
  const changes = new MutationObserver(() => {
    const more = document.querySelector(".side [data-more]");
    if (more === watched) return;
    seen.disconnect();
    watched = more;
    if (more) seen.observe(more);
  });

  document.addEventListener("keydown", onKey);
  changes.observe(document.getElementById("nav"), { childList: true, subtree: true });

  return {
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    show: id => document.getElementById(id)?.scrollIntoView({ block: "nearest" }),
    dispose() {
      document.removeEventListener("keydown", onKey);
      changes.disconnect();
      seen.disconnect();
    },
  };
}
