// Lists between commas become tags with suggestions, and sliders say their number.

function addTags(field) {
  const box = document.createElement("div");
  box.className = "tags form-control";
  const input = document.createElement("input");
  input.type = "text";
  input.id = field.id;
  input.autocomplete = "off";
  for (const name of ["aria-describedby", "aria-invalid"]) if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
  if (field.dataset.tags) input.setAttribute("list", field.dataset.tags);
  field.removeAttribute("id");
  field.type = "hidden";
  field.after(box);
  box.append(input);

  const values = () => [...box.querySelectorAll(".tag span")].map((one) => one.textContent);
  const keep = () => (field.value = [...values(), input.value.trim()].filter(Boolean).join(", "));
  const add = (text) => {
    for (const part of text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean)) {
      if (values().some((one) => one.toLowerCase() === part.toLowerCase())) continue;
      const tag = document.createElement("span");
      tag.className = "tag";
      const words = document.createElement("span");
      words.textContent = part;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "\u00d7";
      remove.setAttribute("aria-label", `Remove ${part}`);
      remove.addEventListener("click", () => {
        tag.remove();
        keep();
        input.focus();
      });
      tag.append(words, remove);
      input.before(tag);
    }
    input.value = "";
    keep();
  };
  input.addEventListener("input", (event) => {
    // Choosing a suggestion arrives as one piece; so does what is pasted with commas.
    const chosen = event.inputType === "insertReplacementText" || event.inputType === undefined;
    if (chosen || /[,;]/.test(input.value)) add(input.value);
    else keep();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      add(input.value);
    } else if (event.key === "Backspace" && !input.value) {
      box.querySelector(".tag:last-of-type")?.remove();
      keep();
    }
  });
  input.addEventListener("blur", () => add(input.value));
  add(field.value);
}

for (const field of document.querySelectorAll("input[data-tags]")) addTags(field);
document.addEventListener("input", (event) => {
  const shown = document.querySelector(`[data-shows="${CSS.escape(event.target.id)}"]`);
  if (shown) shown.value = event.target.value;
});
