// The log stays at its newest line while somebody reads there, and does not move when they have scrolled away.
// It also copies and, where a highlighter is installed, colours code.
const highlighter = "/lib/highlight/highlight.min.js";
let loading;

function loadHighlighter() {
  loading ??= new Promise(resolve => {
    const script = Object.assign(document.createElement("script"), { src: highlighter });
    script.onload = () => resolve(globalThis.hljs);
    script.onerror = () => resolve(null);
    document.head.append(script);
  });
  return loading;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure origin there is no clipboard: select and copy the old way.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

async function onClick(event) {
  const button = event.target.closest("[data-copy]");
  const code = button?.closest(".code-block")?.querySelector("code");
  if (!code) return;
  await copy(code.textContent);
  const words = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = words; }, 1500);
}

async function colour(log) {
  // Never the text that is still being written: its nodes are replaced many times a second.
  const blocks = [...log.querySelectorAll(".prose:not(.live) code[class^=language-]:not([data-coloured])")];
  if (blocks.length === 0) return;
  const hljs = await loadHighlighter();
  for (const block of blocks) {
    block.dataset.coloured = "";
    const language = block.className.slice("language-".length);
    if (!hljs?.getLanguage(language) || block.textContent.length > 50000) continue;
    block.innerHTML = hljs.highlight(block.textContent, { language, ignoreIllegals: true }).value;
  }
}

export function attach(log) {
  let pinned = true;
  let pending;
  const toEnd = () => { pinned = true; log.scrollTop = log.scrollHeight; };
  const onScroll = () => { pinned = log.scrollHeight - log.clientHeight - Math.abs(log.scrollTop) < 48; };
  const onChange = () => {
    if (pinned) log.scrollTop = log.scrollHeight;
    clearTimeout(pending);
    pending = setTimeout(() => colour(log), 200);
  };
  const changes = new MutationObserver(onChange);
  const sizes = new ResizeObserver(() => { if (pinned) log.scrollTop = log.scrollHeight; });

  log.addEventListener("scroll", onScroll, { passive: true });
  log.addEventListener("click", onClick);
  changes.observe(log, { childList: true, subtree: true, characterData: true });
  sizes.observe(log.firstElementChild);
  toEnd();
  colour(log);

  return {
    toEnd,
    dispose() {
      changes.disconnect();
      sizes.disconnect();
      log.removeEventListener("scroll", onScroll);
      log.removeEventListener("click", onClick);
    },
  };
}
