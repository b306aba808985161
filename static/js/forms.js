// Forms: pressing twice sends once, and the first wrong field is where the reader stands after a form came back.

/** guardForms marks a form as busy from its first sending until the page is left; a second press does nothing meanwhile. */
export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  });
  // The way back may show the page as it was left: then its forms are free again.
  addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-busy]")) {
      delete form.dataset.busy;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });
  const crossed = root.querySelector("[data-focus]");
  if (crossed) (root.querySelector("[aria-invalid]") ?? crossed).focus();
}
