// Going through a list of jobs with the keyboard; each key presses a button that is on the page anyway.

const list = () => document.querySelector("[data-triage]");
const rows = () => [...document.querySelectorAll("tr.job")];
const byId = (id) => id && document.getElementById(id);
// The answer to a change replaces its row: the row that the reader stays on is found again by its id.
let waitedFor = null;
let lastChanged = null;
// Keys for a row whose earlier change is not answered yet: the answer will replace the row, and with it the button.
const queued = [];
const current = () => document.querySelector("tr.job.is-current") ?? byId(waitedFor);
const dialog = document.getElementById("keys");

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]") !== null;
}

function choose(row, { focus = true } = {}) {
  if (!row) return;
  current()?.classList.remove("is-current");
  waitedFor = null;
  row.classList.add("is-current");
  if (focus) row.querySelector(".job-title").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) choose(next);
  else if (by > 0) document.querySelector("#more-jobs a")?.click();
}

// After a decision the reader is at the next job at once: keys that follow quickly must not hit the same job again.
function press(key) {
  const row = current();
  let place = row ?? document.getElementById("panel");
  let button = place?.querySelector(`[data-hot="${key}"]`);
  if (!button && key === "u") {
    place = byId(lastChanged);
    button = place?.querySelector('[data-hot="u"]');
    if (button) choose(place);
  }
  if (!button) return;
  if (place.querySelector("[data-asked]")) queued.push({ id: place.id, key });
  else button.click();
  if (!place.matches("tr.job")) return;
  waitedFor = place.id;
  if (key === "f" || key === "u") return;
  lastChanged = place.id;
  const next = place.nextElementSibling;
  if (next?.matches("tr.job")) choose(next);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const page = list();
  if (!page && !document.getElementById("panel")) return;
  const does = {
    j: () => (page ? step(1) : document.querySelector("[rel=next]")?.click()),
    k: () => (page ? step(-1) : document.querySelector("[rel=prev]")?.click()),
    a: () => press("a"),
    x: () => press("x"),
    f: () => press("f"),
    u: () => press("u"),
    "?": () => dialog?.showModal(),
    "/": () => document.getElementById("filter-q")?.focus(),
  };
  if (event.key === " " && current() && event.target.closest(".job-title")) {
    event.preventDefault();
    current().querySelector("[name=key]").click();
  } else if (does[event.key]) {
    event.preventDefault();
    does[event.key]();
  }
}

function know() {
  countChosen();
  for (const row of rows()) row.dataset.known = "";
}

function afterSwap() {
  const fresh = document.querySelector("tr.job:not([data-known])");
  // Until its own answer is there, the row that is waited for is the old one.
  const back = byId(waitedFor);
  const isBack = back && !("known" in back.dataset);
  const ready = queued.findIndex(({ id }) => byId(id) && !("known" in byId(id).dataset));
  if (ready !== -1) {
    const [{ id, key }] = queued.splice(ready, 1);
    byId(id).querySelector(`[data-hot="${key}"]`)?.click();
  }
  know();
  if (isBack) choose(back);
  // "Show more" is gone with its row: the reader goes on with the first new job.
  else if (fresh && document.activeElement === document.body && current() === null) choose(fresh);
}

// A button that was pressed is gone with the piece of the page around it. The keyboard goes on at what stands there now,
// wherever on the page the job has moved to.
let pressed = null;

// Changes wait in line for each other (hx-sync), so that the last numbers on the page are the newest. A button whose press
// is in the line is not pressed twice.
document.addEventListener("htmx:config:request", (event) => {
  const button = event.detail.ctx.sourceElement;
  if (!button.matches("button[hx-post]")) return;
  if ("asked" in button.dataset) event.preventDefault();
  button.dataset.asked = "";
});
document.addEventListener("htmx:finally:request", (event) => delete event.detail.ctx.sourceElement.dataset.asked);

function rememberPress(event) {
  const button = event.target.closest("button[hx-post]");
  const place = button?.closest("tr.job, .board-card, #panel");
  if (place) pressed = { id: place.id, name: button.name, hot: button.dataset.hot };
}

function keepFocus() {
  const place = byId(pressed?.id);
  if (!place || document.activeElement !== document.body) return;
  const { name, hot } = pressed;
  pressed = null;
  const same = hot ? place.querySelector(`[data-hot="${hot}"]`) : place.querySelector(`:not(.menu-body) > [name="${name}"]`);
  if (place.matches("tr.job") && current() === null) choose(place, { focus: false });
  (same ?? place.querySelector(".job-title, button")).focus({ preventScroll: true });
}

function countChosen() {
  const bar = document.querySelector(".bulk");
  if (!bar) return;
  const boxes = [...document.querySelectorAll("tr.job [name=key]")];
  const chosen = boxes.filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-chosen]").value = chosen;
  const all = document.querySelector("[data-choose-all]");
  all.hidden = false;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

function onChange(event) {
  if (event.target.matches("[data-choose-all]")) {
    for (const box of document.querySelectorAll("tr.job [name=key]")) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-choose-all], tr.job [name=key]")) countChosen();
}

// The shortcuts of the status filter are links; with a script they tick the boxes and keep the rest of the form.
function onShortcut(event) {
  const link = event.target.closest("[data-statuses]");
  if (!link) return;
  event.preventDefault();
  const wanted = link.dataset.statuses.split(" ");
  for (const box of document.querySelectorAll(".filters [name=status][type=checkbox]")) box.checked = wanted.includes(box.value);
  sayStatuses();
  link.closest("form").requestSubmit();
}

function sayStatuses() {
  const shown = document.querySelector("[data-status-words]");
  if (!shown) return;
  const boxes = [...document.querySelectorAll(".filters [name=status][type=checkbox]")];
  const words = boxes.filter((box) => box.checked).map((box) => box.nextElementSibling.textContent.trim());
  const open = boxes.slice(0, -2);
  if (words.length === 0) shown.textContent = "None";
  else if (words.length === boxes.length) shown.textContent = "All";
  else if (words.length === open.length && open.every((box) => box.checked)) shown.textContent = "All open";
  else shown.textContent = words.length <= 2 ? words.join(", ") : `${words.length} of ${boxes.length}`;
}

document.addEventListener("keydown", onKey);
document.addEventListener("change", onChange);
document.addEventListener("change", sayStatuses);
document.addEventListener("click", onShortcut);
document.addEventListener("click", rememberPress);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]")) dialog?.showModal();
});
// Keys that waited for an answer that is none are not pressed later, when nobody expects it any more.
for (const failure of ["htmx:response:error", "htmx:error"]) document.addEventListener(failure, () => (queued.length = 0));
document.addEventListener("htmx:after:swap", keepFocus);
document.addEventListener("htmx:after:swap", afterSwap);

const page = list();
if (page) {
  for (const button of document.querySelectorAll("[data-keys-help]")) button.hidden = false;
  if (matchMedia("(max-width: 991.98px)").matches) document.querySelector(".phone-filters").open = false;
  document.querySelector(".filter-buttons [type=submit]").hidden = true;
  know();
  if (location.hash.startsWith("#job-")) choose(document.getElementById(location.hash.slice(1)));
  const token = document.querySelector("[name=csrf_token]")?.value;
  if (token) fetch(page.dataset.visit, { method: "POST", headers: { "X-CSRFToken": token } });
}
