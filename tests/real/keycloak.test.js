// Keycloak, which takes its time to start.

import { keycloakIsMissing, startKeycloak } from "./lib/keycloak.js";
import { matrix } from "./lib/matrix.js";

matrix("Keycloak", keycloakIsMissing, startKeycloak);
