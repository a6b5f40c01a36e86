// Dex, of which Go makes a program.

import { dexIsMissing, startDex } from "./lib/dex.js";
import { matrix } from "./lib/matrix.js";

matrix("Dex", dexIsMissing, startDex);
