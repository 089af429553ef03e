// What a script makes smoother; every page works without it.
import "htmx.org";
import "./board.js";
import "./campaign_form.js";
import "./triage.js";
import "./trouble.js";

// A second click while the first answer is on its way would create the thing twice.
function guardAgainstDoubleSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post") || "manyTimes" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

document.addEventListener("submit", guardAgainstDoubleSubmit);
// Coming back with the back button shows the page as it was left, sent forms included.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
// A new account gets the zone of the browser it is made in; the profile page changes it.
for (const field of document.querySelectorAll("input[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
const OPEN_MENUS = "details.menu[open], details.more-filters[open]";
// A menu closes when the person goes elsewhere, by pointer, Tab or Escape.
document.addEventListener("click", (event) => closeMenus((menu) => menu.contains(event.target)));
document.addEventListener("focusin", (event) => closeMenus((menu) => menu.contains(event.target)));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.activeElement?.closest(OPEN_MENUS)?.querySelector("summary").focus();
  closeMenus(() => false);
});

function closeMenus(isInUse) {
  for (const menu of document.querySelectorAll(OPEN_MENUS)) if (!isInUse(menu)) menu.open = false;
}

document.querySelector("[data-focus-first]")?.focus();

// A piece that was sent takes the field or button with the focus along; the keyboard goes on in the piece that came.
let piece = null;
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  piece = source.contains(document.activeElement) ? source.closest("#notes, #dates")?.id : null;
});
document.addEventListener("htmx:after:swap", () => {
  const card = piece && document.getElementById(piece);
  if (card && document.activeElement === document.body) (card.querySelector("li textarea") ?? card.querySelector("textarea, summary"))?.focus({ preventScroll: true });
});

// A link to a list opens it in a sheet above the page; without a script it is a page of its own.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  const sheet = document.getElementById("sheet");
  if (!link || !sheet || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) { location.href = link.href; return; }
  document.getElementById("sheet-title").textContent = link.dataset.dialog;
  document.getElementById("sheet-body").innerHTML = await answer.text();
  sheet.showModal();
});

// Whoever has just applied or was invited is asked for the day.
document.addEventListener("htmx:after:swap", () => {
  const state = document.querySelector("#panel .job-state-interview, #panel .job-state-applied");
  const more = document.querySelector("#dates:not(:has(li)) .add-date:not([open])");
  if (!state || !more) return;
  more.open = true;
  more.querySelector("[name=kind]").value = state.matches(".job-state-interview") ? "interview" : "follow_up";
});

// The watched run has ranked its jobs and the list below is still empty: the page is loaded anew, once for a run.
document.addEventListener("htmx:after:swap", () => {
  const run = document.querySelector("#find-jobs[data-found]")?.dataset.found;
  if (!run || !document.querySelector("[data-triage]") || document.querySelector("tr.job")) return;
  if (sessionStorage.getItem("found-by") === run) return;
  sessionStorage.setItem("found-by", run);
  location.reload();
});
