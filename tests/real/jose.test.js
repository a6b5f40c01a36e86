// Tokens of ours that the npm package jose reads, and tokens of jose's that ours reads: made up by chance, and many. Two
// that were written by different people do not make the same mistake. What was made up is told when something fails.

import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Dialogue } from "./lib/dialogue.js";
import { isInstalled, load } from "./lib/packages.js";

const SIGNATURES = [
    ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    ...["ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"],
];
const MANAGEMENTS = ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"];
const ENCRYPTIONS = ["A128GCM", "A256GCM", "A128CBC-HS256"];
const CURVES = ["P-256", "P-384", "P-521", "X25519"];

/** How many tokens are made up for each way to sign, and for each key that decrypts. */
const SIGNED = 25;
const ENCRYPTED = 8;

const missing =
    (!isInstalled("jose") && "the npm package jose is not installed") ||
    (!process.env.JOSE_LINES_BIN && "JOSE_LINES_BIN names no program");

// A group that is skipped would not be counted.
const group = missing ? test : describe;

group("another jose, of npm's", { skip: missing }, () => {
    let jose;
    let ours;
    before(async () => {
        jose = await load("jose");
        ours = new Dialogue(process.env.JOSE_LINES_BIN);
    });
    after(() => ours?.stop());

    const ask = async (asked) => {
        const answer = await ours.ask(JSON.stringify(asked));
        assert.equal(answer.error, undefined, JSON.stringify(asked));
        return answer;
    };

    for (const alg of SIGNATURES) {
        test(`${alg}: each reads what the other signs, and no other signature`, async () => {
            const { secret, open } = await signer(jose, alg);
            for (let time = 0; time < SIGNED; time += 1) {
                const claims = madeUpClaims();
                const told = JSON.stringify({ claims, secret });
                const theirs = await new jose.SignJWT(claims)
                    .setProtectedHeader({ alg, kid: secret.kid, typ: "JWT" })
                    .sign(await jose.importJWK(secret, alg));
                const read = await ask({ do: "verify", alg, key: open, token: theirs });
                assert.deepEqual(read, { claims, kid: secret.kid }, told);

                const { token } = await ask({ do: "sign", alg, key: secret, claims });
                const key = await jose.importJWK(open, alg);
                const { payload, protectedHeader } = await jose.compactVerify(token, key, { algorithms: [alg] });
                assert.deepEqual(JSON.parse(Buffer.from(payload)), claims, told);
                assert.equal(protectedHeader.kid, secret.kid);

                const broken = otherwise(time % 2 ? theirs : token, 2);
                const refused = await ours.ask(JSON.stringify({ do: "verify", alg, key: open, token: broken }));
                assert.ok(refused.error, broken);
                await assert.rejects(jose.compactVerify(broken, key, { algorithms: [alg] }), undefined, broken);
            }
        });
    }

    for (const alg of MANAGEMENTS) {
        for (const enc of ENCRYPTIONS) {
            test(`${alg} with ${enc}: each reads what the other encrypts, and nothing that was changed`, async () => {
                for (const crv of alg.startsWith("RSA") ? [undefined] : CURVES) {
                    const { secret, open } = await recipient(jose, alg, crv);
                    for (let time = 0; time < ENCRYPTED; time += 1) {
                        const text = madeUpText(randomInt(400));
                        const told = JSON.stringify({ text, secret });
                        const theirs = await new jose.CompactEncrypt(new TextEncoder().encode(text))
                            .setProtectedHeader({ alg, enc, kid: secret.kid })
                            .encrypt(await jose.importJWK(open, alg));
                        assert.equal((await ask({ do: "decrypt", key: secret, token: theirs })).text, text, told);

                        const { token } = await ask({ do: "encrypt", alg, enc, key: open, text });
                        const key = await jose.importJWK(secret, alg);
                        const { plaintext } = await jose.compactDecrypt(token, key);
                        assert.equal(Buffer.from(plaintext).toString(), text, told);

                        // The nonce, the content or the tag; an empty content has nothing to change.
                        const part = [2, text ? 3 : 4, 4][time % 3];
                        const broken = otherwise(time % 2 ? theirs : token, part);
                        const refused = await ours.ask(JSON.stringify({ do: "decrypt", key: secret, token: broken }));
                        assert.ok(refused.error, broken);
                        await assert.rejects(jose.compactDecrypt(broken, key), undefined, broken);
                    }
                }
            });
        }
    }
});

/** A key that signs, and what reads its signatures. */
async function signer(jose, alg) {
    if (alg.startsWith("HS")) {
        const secret = { kty: "oct", k: randomBytes(64).toString("base64url"), kid: madeUpName() };
        return { secret, open: secret };
    }
    return pair(jose, alg, {});
}

/** A key that decrypts, and what encrypts for it. */
async function recipient(jose, alg, crv) {
    return pair(jose, alg, crv ? { crv } : {});
}

async function pair(jose, alg, options) {
    const made = await jose.generateKeyPair(alg, { extractable: true, ...options });
    const kid = madeUpName();
    return {
        secret: { ...(await jose.exportJWK(made.privateKey)), kid },
        open: { ...(await jose.exportJWK(made.publicKey)), kid },
    };
}

/** The same token with another bit in one of its parts. */
function otherwise(token, part) {
    const parts = token.split(".");
    const bytes = Buffer.from(parts[part], "base64url");
    bytes[randomInt(bytes.length)] ^= 1 << randomInt(8);
    parts[part] = bytes.toString("base64url");
    return parts.join(".");
}

function madeUpClaims() {
    const claims = {};
    for (let count = randomInt(1, 8); count > 0; count -= 1) {
        claims[madeUpName()] = madeUpValue(3);
    }
    return claims;
}

function madeUpValue(depth) {
    const kinds = [
        () => madeUpText(randomInt(60)),
        () => randomInt(-1_000_000, 1_000_000),
        () => randomInt(2 ** 47),
        () => randomInt(1000) / 8,
        () => randomInt(2) === 1,
        () => null,
        () => Array.from({ length: randomInt(4) }, () => madeUpValue(depth - 1)),
        () => Object.fromEntries(Array.from({ length: randomInt(4) }, () => [madeUpName(), madeUpValue(depth - 1)])),
    ];
    return kinds[randomInt(depth > 0 ? kinds.length : kinds.length - 2)]();
}

function madeUpName() {
    return `n${randomBytes(6).toString("hex")}`;
}

/** Letters of all kinds, with what JSON has to escape among them. */
function madeUpText(length) {
    const letters = ['"', "\\", "\n", "\u0000", "/", "ä", "ß", "漢", "😀", "\u2028", "a", "Z", " "];
    return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
