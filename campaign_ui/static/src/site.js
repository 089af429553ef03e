// What a script makes smoother; every page works without it.
import "htmx.org";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });

function zoneName(moment) {
  return zone.formatToParts(moment).find((part) => part.type === "timeZoneName").value;
}

// The server writes times in UTC and says so; here they become the reader's own, and say so too.
function localiseTimes(root) {
  for (const element of root.querySelectorAll("time[data-local]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.title = element.textContent.trim();
    element.textContent = `${format.format(moment)} ${zoneName(moment)}`;
    element.removeAttribute("data-local");
  }
}

// A second click while the first answer is on its way would create the thing twice.
function guardAgainstDoubleSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

document.addEventListener("submit", guardAgainstDoubleSubmit);
// Coming back with the back button shows the page as it was left, sent forms included.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:after:swap", () => localiseTimes(document));
localiseTimes(document);
document.querySelector("[data-focus-first]")?.focus();
