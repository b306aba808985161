// The one module that every page loads. Pages work without it; it makes them quicker.
import { guardForms } from "./forms.js";
import { matchDesk } from "./match.js";

guardForms(document);
matchDesk(document);
