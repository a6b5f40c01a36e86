// The providers that run anywhere.

import { matrix } from "./lib/matrix.js";
import { oidcProviderIsMissing, startOidcProvider } from "./lib/oidc_provider.js";
import { sampleIsMissing, startSample } from "./lib/sample.js";

matrix("sample provider", sampleIsMissing, startSample);
matrix("oidc-provider", oidcProviderIsMissing, startOidcProvider);
