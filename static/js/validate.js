// Fields say at once, in the page's language, what is wrong with them, by the rules that stand in the HTML. The server decides.
import { element, text } from "./texts.js";

const reasons = ["valueMissing", "badInput", "rangeUnderflow", "rangeOverflow", "tooLong", "patternMismatch", "typeMismatch", "stepMismatch"];

/** validate checks the fields of posted forms when they are left, and all of them before they are sent. */
export function validate(root) {
  for (const form of root.querySelectorAll('form[method="post"]')) form.noValidate = true;
  root.addEventListener("focusout", (event) => {
    if (event.target.form?.noValidate && event.target.value !== "") judge(event.target);
  });
  root.addEventListener("input", (event) => {
    if (event.target.getAttribute?.("aria-invalid")) judge(event.target);
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.noValidate || event.submitter?.formNoValidate) return;
    const wrong = Array.from(form.elements).filter((field) => field.willValidate && !judge(field));
    if (wrong.length === 0) return;
    event.preventDefault();
    for (let folded = wrong[0].closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    wrong[0].focus();
  });
}

/** say shows under a field's label what is wrong with it; "" takes that away. */
export function say(field, message) {
  const around = field.closest(".field");
  if (!around) return;
  const id = (field.id || around.id || "f-" + field.name.replace(/[.[]/g, "-").replace("]", "")) + "-fault";
  let fault = document.getElementById(id);
  if (!message) {
    fault?.remove();
    field.removeAttribute("aria-invalid");
    const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
    if (others.length > 0) field.setAttribute("aria-describedby", others.join(" "));
    else field.removeAttribute("aria-describedby");
    around.classList.remove("wrong");
    return;
  }
  if (!fault) {
    fault = element("p", { class: "fault", id });
    around.querySelector("label, legend").after(fault);
  }
  fault.textContent = message;
  around.classList.add("wrong");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...new Set([...(field.getAttribute("aria-describedby") ?? "").split(" "), id])].join(" ").trim());
}

function judge(field) {
  const reason = reasons.find((name) => field.validity[name]);
  say(field, reason ? text("invalid." + reason, { min: field.min, max: field.max, length: field.maxLength }) : "");
  return !reason;
}
