// The editor: grows with its text, sends on Enter, keeps drafts in this tab.
const key = name => `draft:${name}`;

export function attach(form, draft) {
  const area = form.querySelector("textarea");
  let name = draft;

  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.4)}px`;
  };
  const save = () => {
    if (area.value) sessionStorage.setItem(key(name), area.value);
    else sessionStorage.removeItem(key(name));
  };
  const set = text => { area.value = text; grow(); save(); };
  const onInput = () => { grow(); save(); };
  const onKey = event => {
    // Enter also ends the choice of a character in many scripts: that one is not for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (area.value.trim()) form.requestSubmit();
  };

  area.addEventListener("input", onInput);
  area.addEventListener("keydown", onKey);
  // Text typed before the circuit was there stays.
  if (!area.value) area.value = sessionStorage.getItem(key(name)) ?? "";
  grow();

  return {
    take() {
      const text = area.value.trim();
      set("");
      // The line end is trimmed off again: a stream of no bytes at all would be an error, and pressing Send twice must not be one.
      return new TextEncoder().encode(`${text}\n`);
    },
    put(text) {
      set(area.value ? `${text}\n${area.value}` : text);
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    },
    draft(next) {
      if (next === name) return;
      name = next;
      area.value = sessionStorage.getItem(key(name)) ?? "";
      grow();
    },
    dispose() {
      area.removeEventListener("input", onInput);
      area.removeEventListener("keydown", onKey);
    },
  };
}
