// Texts of the page's language, which the layout carries in a template; and elements made from them.

/** text is a text of the page by its key, with {names} put in. */
export function text(key, args = {}) {
  const found = document.getElementById("texts")?.content.querySelector(`[data-key="${key}"]`)?.textContent ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in args ? String(args[name]) : whole));
}

/** element makes an element with attributes and children; text children are text, never markup. */
export function element(name, attributes = {}, ...children) {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") out.addEventListener(key, value);
    else if (value !== false) out.setAttribute(key, value === true ? "" : value);
  }
  out.append(...children.filter((child) => child !== null && child !== undefined));
  return out;
}
