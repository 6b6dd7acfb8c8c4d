// Files go by plain requests, one after another; the circuit only hears how far they are.
export function attach(input, folder, hint, page, address, kinds, token, megabytes) {
  const stop = new AbortController();
  const on = (target, name, handler) => target.addEventListener(name, handler, { signal: stop.signal });
  const queue = [];
  let busy = false;
  let depth = 0;

  const add = (files, path) => {
    for (const file of files) queue.push({ file, path });
    drain();
  };

  // Of a folder only what can be read: its pictures and programs are nobody's mistake.
  const readable = file => kinds.some(kind => file.name.toLowerCase().endsWith(kind));
  const addFolder = files => {
    for (const file of files) if (readable(file)) add([file], `/${file.webkitRelativePath}`);
  };

  async function addFolders(entries) {
    for (const entry of entries) {
      if (entry.isFile) {
        const file = await new Promise((found, failed) => entry.file(found, failed));
        if (readable(file)) add([file], entry.fullPath);
      } else {
        const reader = entry.createReader();
        for (let part; (part = await new Promise((found, failed) => reader.readEntries(found, failed))).length;) await addFolders(part);
      }
    }
  }

  async function drain() {
    if (busy) return;
    busy = true;
    while (queue.length && !stop.signal.aborted) await send(queue.shift());
    busy = false;
  }

  function send({ file, path }) {
    const name = path ?? file.name;
    // What would be refused in the end is not carried there first.
    if (file.size > megabytes * 1e6) return page.invokeMethodAsync("Progress", name, 100, `The file has more than ${megabytes} MB. Split it, then add the parts.`);
    return new Promise(done => {
      const form = new FormData();
      form.append(token.name, token.value);
      form.append("file", file);
      if (path) form.append("path", path);
      const request = new XMLHttpRequest();
      let told = 0;
      request.upload.onprogress = event => {
        const percent = Math.floor(95 * event.loaded / event.total);
        if (percent - told >= 5) page.invokeMethodAsync("Progress", name, told = percent, null);
      };
      request.onload = () => finish(request.status < 300 ? null : reason(request));
      request.onerror = () => finish("The connection was lost. Add it again.");
      request.onabort = () => done();
      const finish = async error => {
        await page.invokeMethodAsync("Progress", name, 100, error);
        done();
      };
      stop.signal.addEventListener("abort", () => request.abort(), { once: true });
      page.invokeMethodAsync("Progress", name, 0, null);
      request.open("POST", address);
      // As a program: whoever is not signed in any more is told so, and not led to a page.
      request.setRequestHeader("Accept", "application/json");
      request.send(form);
    });
  }

  function reason(request) {
    if (request.status === 401) return "You are not signed in any more. Reload the page, sign in, then add it again.";
    try { return JSON.parse(request.responseText).detail; } catch { /* not ours */ }
    return request.status === 413 ? "The file is too large. Split it, then add the parts."
      : `The server refused it (${request.status}). Reload the page, then add it again.`;
  }

  const files = event => event.dataTransfer?.types.includes("Files");
  on(input.parentElement.querySelector("[data-open]"), "click", () => input.click());
  on(input.parentElement.querySelector("[data-open-folder]"), "click", () => folder.click());
  on(folder, "change", () => { addFolder(folder.files); folder.value = ""; });
  on(input, "change", () => { add(input.files); input.value = ""; });
  on(document, "dragenter", event => { if (files(event)) { depth++; hint.classList.add("on"); } });
  on(document, "dragleave", event => { if (files(event) && --depth <= 0) { depth = 0; hint.classList.remove("on"); } });
  on(document, "dragover", event => { if (files(event)) event.preventDefault(); });
  on(document, "drop", event => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    hint.classList.remove("on");
    // Entries must be taken before the event is over; what is in a folder is read afterwards.
    const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.some(entry => entry.isDirectory)) addFolders(entries);
    else add(event.dataTransfer.files);
  });
  return { detach: () => stop.abort() };
}
