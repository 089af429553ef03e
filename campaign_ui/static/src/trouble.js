// What goes wrong with a press is said above the page, and what was typed stays.

const box = document.getElementById("trouble");

function say(words) {
  const text = document.createElement("div");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-link";
  close.dataset.closeTrouble = "";
  close.textContent = "Close";
  box.replaceChildren(text, close);
}

// Somebody logged in anew in another tab: the token of this page's forms is of before, and the answer brings the new one.
// The press is made again by itself, once.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  const token = ctx.response.headers.get("X-Form-Token");
  if (!token) return;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  const source = ctx.sourceElement;
  if ("again" in source.dataset || !source.matches("button[hx-post], form[hx-post]")) return;
  source.dataset.again = "";
  event.preventDefault();
  // The request that ends here still holds its place.
  setTimeout(() => (source.matches("form") ? source.requestSubmit() : source.click()));
});
// At the press, not when it is sent: one that waited in line would clear what the press before it came to.
document.addEventListener("htmx:config:request", (event) => {
  if (event.detail.ctx.request.method !== "GET") box.replaceChildren();
});
document.addEventListener("htmx:error", () => say("No answer: there is no connection, or the site is away. It may not be saved: press again in a moment."));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-trouble], #trouble a")) box.replaceChildren();
});

// A note that was begun is still there after the page was left or loaded anew.
const drafts = () => document.querySelectorAll("textarea[data-draft]");
const name = (field) => `draft ${location.pathname} ${field.id}`;
for (const field of drafts()) {
  const kept = sessionStorage.getItem(name(field));
  if (kept && !field.value) field.value = kept;
}
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-draft]")) sessionStorage.setItem(name(event.target), event.target.value);
});
// A piece that the server sent anew has an empty field: what was typed there is saved.
document.addEventListener("htmx:after:swap", () => {
  for (const field of drafts()) if (!field.value) sessionStorage.removeItem(name(field));
});
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("hx-post")) return;
  for (const field of event.target.querySelectorAll("textarea[data-draft]")) sessionStorage.removeItem(name(field));
});
