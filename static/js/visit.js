// The form of a visit: the place is taken where somebody asks for it, and what the form says becomes a call of the API.
import { text } from "./texts.js";
import { uuid7 } from "./uuid.js";

/** helpVisit lets the form of a visit take the place of the phone, where the browser can and the person asks for it. */
export function helpVisit(root) {
  for (const button of root.querySelectorAll("form[data-visit] button:not([type])")) {
    button.addEventListener("click", () => { button.form.dataset.then = button.value; });
  }
  const part = root.querySelector("[data-place]");
  if (!part || !("geolocation" in navigator)) return;
  const button = part.querySelector("[data-take]");
  const told = part.querySelector("[data-taken]");
  const form = part.closest("form");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition((here) => {
      form.elements.lat.value = here.coords.latitude.toFixed(6);
      form.elements.lng.value = here.coords.longitude.toFixed(6);
      told.textContent = text("place.taken");
      button.disabled = false;
    }, () => {
      told.textContent = text("place.failed");
      button.disabled = false;
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
}

const minute = 60 * 1000;

/** visitItems is what the form says: one visit. A moment of the form is one of China's clock; without a duration it is the time since then. */
export function visitItems(form, old) {
  const said = new FormData(form);
  const at = new Date(said.get("checked_in") + ":00+08:00");
  const body = { id: old?.body.id ?? uuid7(), household_id: said.get("household_id"), mode: said.get("mode"), reached: said.get("reached") === "true", checked_in_at: at.toISOString() };
  for (const name of ["window_id", "alert_id", "wants", "carer", "next", "child_note"]) if (said.get(name)) body[name] = said.get(name).trim();
  for (const name of ["all_fine", "paper_signature", "money_changed", "child_at_risk"]) if (said.get(name) === "true") body[name] = true;
  for (const name of ["benefit_came", "list_received", "consent_stands"]) if (said.get(name)) body[name] = said.get(name) === "true";
  for (const name of ["health", "mood", "safety", "hygiene", "living", "duration_min"]) if (said.get(name)) body[name] = Number(said.get(name));
  if (said.get("lat")) [body.lat, body.lng] = [Number(said.get("lat")), Number(said.get("lng"))];
  const seen = said.getAll("persons_seen");
  if (seen.length > 0) body.persons_seen = seen;
  const took = Math.floor((Date.now() - at) / minute);
  if (body.duration_min === undefined && took > 0 && took <= 240) body.duration_min = took;
  return [{ id: uuid7(), kind: "visit", path: "/api/v1/visits", body, label: form.elements.household_id.dataset.label, page: form.dataset.then === "need" ? `/needs/new?household=${body.household_id}&source=visit&source_id=${body.id}` : "/visits/" + body.id, lines: [body.wants].filter(Boolean) }];
}
