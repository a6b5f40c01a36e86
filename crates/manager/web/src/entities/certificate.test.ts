import { expect, it } from "vitest";

import { readCertificate } from "./certificate.ts";

const PEM = `-----BEGIN CERTIFICATE-----
MIIB4zCCAYqgAwIBAgIUaUs7UqOMvtu1n3gXEFto7py3rKUwCgYIKoZIzj0EAwIw
LTEQMA4GA1UECgwHRXhhbXBsZTEZMBcGA1UEAwwQc29vbi5leGFtcGxlLmNvbTAe
Fw0yNjExMzAwMzU4MzFaFw0yNjEyMDkwMzU4MzFaMC0xEDAOBgNVBAoMB0V4YW1w
bGUxGTAXBgNVBAMMEHNvb24uZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR3gD4GehG7mhoP8U+vK8njvLWTdwSVaH96eUT9EHTK3F71vcO3ZAfs
znAf7TaBtSlGiRwMjkt4fRn+5fVIrIgAo4GHMIGEMB0GA1UdDgQWBBS7t0uM2sLz
E8W6MeqayW6d3NGizTAfBgNVHSMEGDAWgBS7t0uM2sLzE8W6MeqayW6d3NGizTAP
BgNVHRMBAf8EBTADAQH/MDEGA1UdEQQqMCiCEHNvb24uZXhhbXBsZS5jb22CFGFs
dC5zb29uLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0cAMEQCIARgvL35VxKxdtu2
UVKCHJKabCoiznTZO8eZOpeBTMWwAiBCaUYEQR7C/Mq1i7pLiF9uYVi4wWptiNuY
KBm4epVcxA==
-----END CERTIFICATE-----
`;

it("reads who is certified, by whom, and until when", () => {
    expect(readCertificate(PEM)).toEqual({
        subject: "soon.example.com",
        issuer: "soon.example.com",
        expires: 1796788711,
    });
});

it("reads the first of several", () => {
    expect(readCertificate(`${PEM}${PEM}`)?.subject).toBe("soon.example.com");
});

it("says nothing of what is no certificate", () => {
    const broken = PEM.replace(/\n[^\n]+\n-----END/, "\n-----END");
    for (const text of [undefined, null, "", "***", "{vault://env/cert}", broken, "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"]) {
        expect(readCertificate(text)).toBeUndefined();
    }
});
