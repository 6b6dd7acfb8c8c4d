// The editor: grows with its text, sends on Enter, keeps in this tab what is written and what was sent but not yet asked.
const draftOf = name => sessionStorage.getItem(`draft:${name}`) ?? "";
const sentOf = name => JSON.parse(sessionStorage.getItem(`sent:${name}`) ?? "[]");
const keep = (key, text) => text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key);
const keepDraft = (name, text) => keep(`draft:${name}`, text);
const keepSent = (name, texts) => keep(`sent:${name}`, texts.length > 0 && JSON.stringify(texts));
const join = texts => texts.filter(Boolean).join("\n");

function forget(name, text) {
  const texts = sentOf(name);
  const at = texts.indexOf(text);
  if (at >= 0) keepSent(name, texts.toSpliced(at, 1));
}

export function attach(form, draft) {
  const area = form.querySelector("textarea");
  let name = draft;

  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.4)}px`;
  };
  const save = () => keepDraft(name, area.value);
  const set = text => { area.value = text; grow(); save(); };
  // What was sent and never asked is to be seen again.
  const open = written => {
    set(join([...sentOf(name), written]));
    keepSent(name, []);
  };
  const put = text => {
    set(join([text, area.value]));
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };
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
  open(area.value || draftOf(name));

  return {
    put,
    forget,
    take() {
      const text = area.value.trim();
      if (text) keepSent(name, [...sentOf(name), text]);
      set("");
      // The line end is trimmed off again: a stream of no bytes at all would be an error, and pressing Send twice must not be one.
      return new TextEncoder().encode(`${text}\n`);
    },
    giveBack(of, texts) {
      for (const text of texts) forget(of, text);
      if (of === name) put(join(texts));
      else keepDraft(of, join([...texts, draftOf(of)]));
    },
    rename(from, to) {
      keepSent(to, [...sentOf(to), ...sentOf(from)]);
      keepSent(from, []);
      keepDraft(to, join([draftOf(from), draftOf(to)]));
      keepDraft(from, "");
      if (name === from) name = to;
    },
    draft(next) {
      if (next === name) return;
      name = next;
      open(draftOf(name));
    },
    dispose() {
      area.removeEventListener("input", onInput);
      area.removeEventListener("keydown", onKey);
    },
  };
}
