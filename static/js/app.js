// The one module that every page loads. Pages work without it; it makes them quicker.
import { filterLists } from "./filter.js";
import { guardForms } from "./forms.js";
import { live } from "./live.js";
import { matchDesk } from "./match.js";
import { helpNeed } from "./need.js";
import { start } from "./offline.js";
import { shrinkPhotos } from "./photo.js";
import { offerPrint } from "./print.js";
import { tellReach } from "./reach.js";
import { readAloud } from "./read.js";
import { checkCode } from "./uscc.js";
import { validate } from "./validate.js";
import { helpVisit } from "./visit.js";

validate(document);
helpNeed(document);
helpVisit(document);
shrinkPhotos(document);
filterLists(document);
start(); // before the guard: a form whose words are kept is not sent
guardForms(document);
live(document);
matchDesk(document);
tellReach(document);
checkCode(document);
offerPrint(document);
readAloud(document);
