// Dragging within one list; what moves is decided by the page, which hears only from where to where.
export function attach(list, editor) {
  let from = null;
  const item = event => event.target.closest?.("li[data-number]");
  const clear = () => list.querySelectorAll(".over").forEach(other => other.classList.remove("over"));

  list.addEventListener("dragstart", event => {
    const li = item(event);
    if (!li) return;
    from = Number(li.dataset.number);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    li.classList.add("dragged");
  });
  list.addEventListener("dragover", event => {
    const li = item(event);
    if (from === null || !li) return;
    event.preventDefault();
    clear();
    li.classList.add("over");
  });
  list.addEventListener("drop", event => {
    const li = item(event);
    if (from === null || !li) return;
    event.preventDefault();
    editor.invokeMethodAsync("Drop", from, Number(li.dataset.number));
  });
  list.addEventListener("dragend", event => {
    from = null;
    item(event)?.classList.remove("dragged");
    clear();
  });
}

export function focus(id) {
  document.getElementById(id)?.focus();
}
