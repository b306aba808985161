// The match desk and rounds: choosing many at once, finding among candidates while typing, and a button that says at once that it is busy.

/** narrowRows shows only the rows whose words hold what is typed. */
function narrowRows(form) {
  const box = form.querySelector("[data-narrow]");
  if (!box) return;
  const rows = [...form.querySelectorAll("[data-row]")];
  const words = rows.map((row) => row.textContent.toLowerCase());
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const sought = event.target.value.trim().toLowerCase();
    rows.forEach((row, i) => {
      row.hidden = sought !== "" && !words[i].includes(sought);
    });
  });
  // Enter in the search field would send the form; here it only searches.
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

/** chooseAll ties one box to all boxes of its form, both ways, and says how many are chosen. */
function chooseAll(form) {
  const all = form.querySelector("[data-all]");
  if (!all) return;
  const boxes = () => [...form.querySelectorAll("[data-one]")];
  const told = form.querySelector("[data-chosen]");
  const tell = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
    if (told) told.textContent = String(chosen);
  };
  all.closest("[hidden]")?.removeAttribute("hidden");
  for (const link of form.querySelectorAll("[data-plain]")) link.hidden = true;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}

/** sureOfSending lets the button of an invitation look sent while the answer is on its way. */
function sureOfSending(form) {
  form.addEventListener("submit", (event) => {
    const row = event.submitter?.closest("[data-row]");
    if (event.submitter?.matches("[data-invite]") && row) row.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const row of form.querySelectorAll("[data-row][aria-busy]")) row.removeAttribute("aria-busy");
  });
}

/** matchDesk sets up the forms of the match desk and of rounds that are on the page. */
export function matchDesk(root) {
  for (const form of root.querySelectorAll("form[data-candidates]")) {
    narrowRows(form);
    chooseAll(form);
    sureOfSending(form);
  }
}
