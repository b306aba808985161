// Filter as you type: over long lists, choices and selects that say data-filter="what to type". Without scripts they are simply long.
import { element } from "./texts.js";

const least = 8; // a shorter list is seen at a glance

/** filterLists puts a field above every long list. */
export function filterLists(root) {
  for (const around of root.querySelectorAll("[data-filter]")) filterList(around);
}

/** filterList puts a field above one list, once. */
export function filterList(around) {
  const select = around.querySelector("select");
  const rows = select ? Array.from(select.options) : Array.from(around.querySelectorAll("li, .choice"));
  if (rows.length < least || around.querySelector(".sift")) return;
  const field = element("input", { type: "search", class: "sift", placeholder: around.dataset.filter, "aria-label": around.dataset.filter, autocomplete: "off" });
  const narrow = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) => words.every((word) => row.textContent.toLowerCase().includes(word));
    if (select) select.replaceChildren(...rows.filter((row) => row.value === "" || row.selected || fits(row)));
    else for (const row of rows) row.hidden = !fits(row);
    for (const group of around.querySelectorAll(".choices")) {
      const empty = !group.querySelector(".choice:not([hidden])");
      group.hidden = empty;
      if (group.previousElementSibling?.matches("h3")) group.previousElementSibling.hidden = empty;
    }
  };
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  if (select) select.before(field);
  else around.prepend(field);
}
