// The one module that every page loads. Pages work without it; it makes them quicker.
import { guardForms } from "./forms.js";
import { live } from "./live.js";
import { matchDesk } from "./match.js";
import { offerPrint } from "./print.js";
import { tellReach } from "./reach.js";
import { checkCode } from "./uscc.js";

guardForms(document);
live(document);
matchDesk(document);
tellReach(document);
checkCode(document);
offerPrint(document);
