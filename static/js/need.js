// The form of a need: a category brings its unit, a typed quantity is a known one; and what the form says, as a call of the API.
import { uuid7 } from "./uuid.js";

/** helpNeed lets the form of a need fill itself in. */
export function helpNeed(root) {
  const form = root.querySelector('form:has([name="category"][data-unit])');
  if (!form) return;
  const { quantity, unit, title } = form.elements;
  let touched = unit.value !== "";
  const suggest = () => {
    const chosen = form.querySelector('[name="category"]:checked');
    if (!chosen) return;
    if (!touched) unit.value = chosen.dataset.unit;
    title.placeholder = chosen.dataset.title;
  };
  const require = () => {
    quantity.required = form.elements.amount.value !== "unknown";
  };
  unit.addEventListener("input", () => { touched = unit.value !== ""; });
  quantity.addEventListener("input", () => {
    form.elements.amount.value = "known";
    require();
  });
  form.addEventListener("change", () => {
    suggest();
    require();
  });
  suggest();
  require();
}

/** needItems is what the form says: the need, and after it its picture. */
export async function needItems(form, old) {
  const said = new FormData(form);
  const chosen = form.querySelector('[name="category"]:checked');
  const body = {
    id: old?.body.id ?? uuid7(), household_id: said.get("household_id"), category: said.get("category"), urgency: said.get("urgency"),
    title: said.get("title").trim() || chosen.dataset.title, unit: said.get("unit").trim() || chosen.dataset.unit,
  };
  if (said.get("amount") === "known") body.quantity = Number(said.get("quantity"));
  for (const name of ["person_id", "detail", "needed_by", "delivery_mode", "source", "source_id"]) if (said.get(name)) body[name] = said.get(name);
  if (said.get("frequency.every")) body.frequency = { every: said.get("frequency.every"), until: said.get("frequency.until") };
  const household = form.elements.household_id;
  const whom = household.selectedOptions?.[0]?.textContent ?? household.dataset.label;
  const need = {
    id: uuid7(), kind: "need", path: "/api/v1/needs", body, label: chosen.closest("label").textContent.trim(), page: "/households/" + body.household_id,
    lines: [whom, body.title, body.quantity === undefined ? "?" : `${body.quantity} ${body.unit}`, body.detail].filter(Boolean),
  };
  const photo = said.get("photo");
  if (!photo?.size) return [need];
  return [need, {
    kind: "picture", path: `/api/v1/needs/${body.id}/pictures`, fields: { id: uuid7() }, label: photo.name, lines: [], after: need.id,
    file: { data: await photo.arrayBuffer(), type: photo.type, name: "photo.jpg" },
  }];
}

/** fillNeed puts what an item says back into the form. */
export function fillNeed(form, body) {
  const set = (name, value) => {
    const field = form.elements[name];
    if (field && value !== undefined) field.value = value;
  };
  for (const [name, value] of Object.entries(body)) set(name, value);
  set("amount", body.quantity === undefined ? "unknown" : "known");
  set("frequency.every", body.frequency?.every);
  set("frequency.until", body.frequency?.until);
  const chosen = form.querySelector(`[name="category"][value="${CSS.escape(body.category)}"]`);
  if (chosen) {
    chosen.checked = true;
    const folded = chosen.closest("details");
    if (folded) folded.open = true;
  }
  form.dispatchEvent(new Event("change"));
}
