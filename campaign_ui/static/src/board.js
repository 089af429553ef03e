// Dragging cards between the columns of the board; every card also has buttons that do the same.
import htmx from "htmx.org";

let dragged = null;

function placesFor(card) {
  const next = card.dataset.next.split(" ");
  return [...document.querySelectorAll("[data-board] [data-status]")].filter((place) => next.includes(place.dataset.status));
}

function forget() {
  dragged?.classList.remove("is-dragged");
  for (const place of document.querySelectorAll(".may-drop, .is-over")) place.classList.remove("may-drop", "is-over");
  dragged = null;
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".board-card") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  dragged.classList.add("is-dragged");
  for (const place of placesFor(dragged)) place.classList.add("may-drop");
});
document.addEventListener("dragover", (event) => {
  const place = event.target.closest?.(".may-drop");
  for (const other of document.querySelectorAll(".is-over")) if (other !== place) other.classList.remove("is-over");
  if (!dragged || !place) return;
  event.preventDefault();
  place.classList.add("is-over");
});
document.addEventListener("drop", (event) => {
  const place = event.target.closest?.(".may-drop");
  if (!dragged || !place) return;
  event.preventDefault();
  const form = document.querySelector("[data-board]");
  const values = Object.fromEntries(new FormData(form));
  htmx.ajax("POST", dragged.dataset.url, {
    target: "#board", swap: "outerHTML", source: form, values: { ...values, status: place.dataset.status },
  });
  forget();
});
document.addEventListener("dragend", forget);

function makeDraggable() {
  for (const card of document.querySelectorAll(".board-card")) card.draggable = true;
}
document.addEventListener("htmx:after:swap", makeDraggable);
makeDraggable();
