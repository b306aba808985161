// A page that is meant for paper offers to print itself.

/** offerPrint shows the buttons that print, which without a script would do nothing. */
export function offerPrint(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
